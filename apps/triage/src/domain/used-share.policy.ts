import type { Timestamp } from '@redress/kernel';
import { countedMillis } from './clock-schedule.policy.js';
import type { Clock } from './clock-state.js';
import type { TimePolicies } from './time-policy-state.js';
import { calendarOf } from './times-in-force.policy.js';

/** How much of its time a clock has used up, in whole percent; above 100 when it is late. */
export function usedPct(clock: Clock, now: Timestamp, policies: TimePolicies): number {
  const calendar = calendarOf(policies, clock.calendarVersion);
  const left = countedMillis(clock.basis, calendar, stoodAt(clock, now), clock.dueAt);
  return Math.max(0, Math.floor(100 - left / (clock.targetSec * 10)));
}

/** Until when a clock counted: now, unless it stands still or has ended. */
function stoodAt({ standing, pauses }: Clock, now: Timestamp): Timestamp {
  switch (standing.phase) {
    case 'RUNNING':
    case 'BREACHED':
      return now;
    case 'PAUSED':
      return standing.since;
    case 'CANCELLED':
      return standing.at;
    case 'MET': {
      // Met while it stood still: then it stopped counting when the pause began.
      const last = pauses.at(-1);
      return last?.to === standing.at ? last.from : standing.at;
    }
  }
}
