import { type Timestamp, laterOf } from '@redress/kernel';
import type { OpenProposal } from './resolution-state.js';

/** Chasers without which silence is no answer. */
const chasersMin = 2;

/**
 * When the customer's silence became an acceptance: the time to answer has run out and at least two
 * chasers were sent, in either order. Undefined while one of the two is missing.
 */
export function deemedAcceptedAt({ chasedAt, overdueAt }: OpenProposal): Timestamp | undefined {
  const secondChaserAt = chasedAt[chasersMin - 1];
  if (secondChaserAt === undefined || overdueAt === undefined) return undefined;
  return laterOf(secondChaserAt, overdueAt);
}
