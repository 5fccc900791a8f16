import { type Timestamp, millisOf } from '@redress/kernel';

/** Days after the end in which a case is reopened for the asking. */
export const reopeningDaysMax = 30;

/** True when a case that ended at `closedAt` may be reopened: in time, or for new facts any time. */
export function mayReopen(closedAt: Timestamp, now: Timestamp, newFacts: boolean): boolean {
  return newFacts || millisOf(now) - millisOf(closedAt) <= reopeningDaysMax * 86_400_000;
}
