import { type Timestamp, millisOf, plusSeconds } from '@redress/kernel';
import type { KnownIncident } from './incident-state.js';

/** Days for which an incident counts although nobody has reviewed it yet. */
const unreviewedDays = 14;

/** What people see: an open incident expires, but may still be decided on. */
export type ShownStatus = KnownIncident['status'] | 'EXPIRED';

/** When an incident that nobody reviews stops counting. */
export function expiryOf(recordedAt: Timestamp): Timestamp {
  return plusSeconds(recordedAt, unreviewedDays * 86_400);
}

/** How an incident stands at `now`. Expiring is the passing of time and is recorded nowhere. */
export function statusAt(
  status: KnownIncident['status'],
  expiresAt: Timestamp,
  now: Timestamp,
): ShownStatus {
  return status === 'OPEN' && millisOf(expiresAt) <= millisOf(now) ? 'EXPIRED' : status;
}
