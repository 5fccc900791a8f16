import { addBusinessDays, addBusinessMillis, type Calendar } from '@redress/calendar';
import { millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import { countedMillis } from './clock-schedule.policy.js';
import type { Pause } from './clock-state.js';

/**
 * When a wait for a third party that begins at `since` ends by itself; undefined where the earlier
 * ones, in the order of time, have used up the allowance. All of them count together, measured in working
 * time: whoever resumes and pauses again gains nothing.
 */
export function thirdPartyWaitEnd(
  since: Timestamp,
  earlier: readonly Pause[],
  calendar: Calendar,
  allowedDays: number,
): Timestamp | undefined {
  const waits = earlier.filter(({ reason }) => reason === 'WAITING_THIRD_PARTY');
  const begun = waits[0]?.from ?? since;
  const lastDay = timestampOf(addBusinessDays(calendar, millisOf(begun), allowedDays));
  if (waits.length === 0) return lastDay;
  const counted = (from: Timestamp, to: Timestamp) => countedMillis('BUSINESS', calendar, from, to);
  const left = waits.reduce(
    (rest, { from, to }) => rest - counted(from, to),
    counted(begun, lastDay),
  );
  if (left <= 0) return undefined;
  return timestampOf(addBusinessMillis(calendar, millisOf(since), left));
}
