import type { ComplaintEvent } from '@redress/contracts';
import { type Decision, accept, reject } from '@redress/kernel';
import type { LinkComplainant, UnlinkComplainant } from './complaint-command.js';
import type { KnownComplaint } from './complaint-state.js';

/** Why a complainant is not taken for a customer, or no longer. */
export type ComplainantLinkCode = 'EVIDENCE_MISSING' | 'ALREADY_LINKED' | 'NOT_LINKED';

/**
 * Proves who complains. What they say of themselves stays a claim before, and counts for nothing.
 * Whether there is such a customer this stream does not know; the port looks before it asks.
 */
export function linkComplainant(
  { data, meta }: LinkComplainant,
  { customerId }: KnownComplaint,
): Decision<ComplaintEvent, ComplainantLinkCode> {
  if (customerId) return reject('ALREADY_LINKED', `linked to ${customerId}; unlink that first`);
  if (data.evidenceIds.length === 0) {
    return reject('EVIDENCE_MISSING', 'a link rests on at least one piece of evidence');
  }
  return accept<ComplaintEvent>({ type: 'ComplainantLinked', occurredAt: meta.now, data });
}

/** Takes the proof back. */
export function unlinkComplainant(
  { data, meta }: UnlinkComplainant,
  { customerId }: KnownComplaint,
): Decision<ComplaintEvent, ComplainantLinkCode> {
  if (customerId !== data.customerId) {
    return reject('NOT_LINKED', `not linked to ${data.customerId}`);
  }
  return accept<ComplaintEvent>({ type: 'ComplainantUnlinked', occurredAt: meta.now, data });
}
