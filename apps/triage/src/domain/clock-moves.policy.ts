import { addBusinessDays } from '@redress/calendar';
import type { ClockEvent, ClockKind } from '@redress/contracts';
import { laterOf, millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import type { ClockTerms } from './clock-command.js';
import { countedMillis, movedBy, type Schedule, scheduleOf } from './clock-schedule.policy.js';
import type { CaseClocks, Clock, PauseReason, Standing } from './clock-state.js';
import { targetOf } from './clock-target.policy.js';
import { calendarOf, policyOf, type TimesInForce } from './times-in-force.policy.js';

/** How long before a pause the customer must have been asked something. */
const questionWindowMillis = 10 * 60 * 1000;

/** When a fact was true, when its owner learnt of it, and what the rules need beside it. */
export interface Moment {
  readonly at: Timestamp;
  readonly now: Timestamp;
  readonly terms: ClockTerms;
}

/** What a new clock is of: kind, round, subject, and from when it counts. */
export type NewClock = Pick<Clock, 'kind' | 'round' | 'startedAt'> & { subjectId?: string };

/** True while a clock has no end yet: it may still be met, in time or late. */
export function isUnfinished({ standing }: Clock): boolean {
  return standing.phase !== 'MET' && standing.phase !== 'CANCELLED';
}

/** True while a promise can still be kept. */
export function isOpen({ standing }: Clock): boolean {
  return standing.phase === 'RUNNING' || standing.phase === 'PAUSED';
}

/** A clock that starts now, with the policy and the calendar in force. */
export function start(clock: NewClock, { at, terms }: Moment): Extract<ClockEvent, { type: 'ClockStarted' }> {
  const { times, severity, clockIds } = terms;
  const { policy, calendarVersion } = times;
  const { policyVersion } = policy;
  const target = targetOf(policy, clock.kind, severity);
  const calendar = calendarOf(times.all, calendarVersion);
  const schedule = scheduleOf(target, clock.startedAt, calendar, policy.warnPcts);
  return {
    type: 'ClockStarted',
    occurredAt: at,
    policyRefs: { 'clock-policy': policyVersion, calendar: calendarVersion },
    data: {
      ...clock,
      clockId: clockIds[clock.kind],
      ...target,
      ...schedule,
      warnings: [...schedule.warnings],
      policyVersion,
      calendarVersion,
    },
  };
}
