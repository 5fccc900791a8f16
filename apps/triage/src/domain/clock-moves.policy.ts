import type { ClockEvent } from '@redress/contracts';
import { laterOf, millisOf, type Timestamp } from '@redress/kernel';
import type { ClockTerms } from './clock-command.js';
import { countedMillis, movedBy, scheduleOf } from './clock-schedule.policy.js';
import type { CaseClocks, Clock, PauseReason } from './clock-state.js';
import { targetOf } from './clock-target.policy.js';
import { thirdPartyWaitEnd } from './third-party-wait.policy.js';
import { calendarOf, policyOf, type TimesInForce } from './times-in-force.policy.js';

type EventOfType<Type extends ClockEvent['type']> = Extract<ClockEvent, { type: Type }>;

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
export function start(clock: NewClock, { at, terms }: Moment): EventOfType<'ClockStarted'> {
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
      policyVersion,
      calendarVersion,
    },
  };
}

/**
 * The answer that the clock waited for. A breach stands: what came after it is late. Where the
 * answer itself was recorded after the due time, the breach is recorded with it, if it was not yet.
 */
export function meet(clock: Clock, moment: Moment): ClockEvent[] {
  const isLate = clock.standing.phase === 'RUNNING' && clock.dueAt <= moment.now;
  if (!isLate) return [met(clock, moment)];
  const breach = breachOf(clock);
  return [breach, met({ ...clock, breachedAt: breach.occurredAt }, moment)];
}

/** A promise that was not kept, at the instant in which it was due. */
export function breachOf(clock: Clock): EventOfType<'ClockBreached'> {
  const { round, clockId, kind, dueAt, subjectId } = clock;
  const about = subjectId === undefined ? {} : { subjectId };
  return {
    type: 'ClockBreached',
    occurredAt: dueAt,
    data: { round, clockId, kind, ...about, dueAt },
  };
}

function met(clock: Clock, { at, now, terms }: Moment): EventOfType<'ClockMet'> {
  const { round, clockId, kind, basis, dueAt, standing } = clock;
  const calendar = calendarOf(terms.times.all, clock.calendarVersion);
  // Once it is breached, only what the owner has recorded counts; the rest needs evidence.
  const metAt = laterOf(clock.breachedAt ? now : at, clock.startedAt);
  const stoppedAt = standing.phase === 'PAUSED' && standing.since < metAt ? standing.since : metAt;
  const left = countedMillis(basis, calendar, stoppedAt, dueAt) / 1000;
  const late = (millisOf(metAt) - millisOf(dueAt)) / 1000;
  return {
    type: 'ClockMet',
    occurredAt: metAt,
    data: {
      round,
      clockId,
      kind,
      elapsedSec: Math.max(0, Math.floor(clock.targetSec - left)),
      overSec: clock.breachedAt ? Math.max(0, Math.ceil(late)) : 0,
    },
  };
}

/** The end of a promise that nobody waits for any longer. */
export function cancel(
  { round, clockId, kind }: Clock,
  reason: EventOfType<'ClockCancelled'>['data']['reason'],
  at: Timestamp,
): EventOfType<'ClockCancelled'> {
  return { type: 'ClockCancelled', occurredAt: at, data: { round, clockId, kind, reason } };
}

/**
 * A clock that stands still from `since` on. Undefined where it may not, because third parties have
 * been waited for as long as is allowed.
 */
export function pause(
  clock: Clock,
  { reason, since }: { reason: PauseReason; since: Timestamp },
  state: CaseClocks,
  { all }: TimesInForce,
): EventOfType<'ClockPaused'> | undefined {
  const { lastQuestionAt } = state;
  const { round, clockId, kind } = clock;
  const asked = lastQuestionAt ? millisOf(since) - millisOf(lastQuestionAt) : Infinity;
  const data = {
    round,
    clockId,
    kind,
    reason,
    withoutQuestion: reason === 'WAITING_CUSTOMER' && asked > questionWindowMillis,
  };
  if (reason !== 'WAITING_THIRD_PARTY') return { type: 'ClockPaused', occurredAt: since, data };
  const calendar = calendarOf(all, clock.calendarVersion);
  const { thirdPartyPauseDays } = policyOf(all, clock.policyVersion);
  const earlier = pausesSince(clock, state);
  const resumesAt = thirdPartyWaitEnd(since, earlier, calendar, thirdPartyPauseDays);
  if (resumesAt === undefined) return undefined;
  const limit = { resumesAt, ...movedBy(clock, { from: since, to: resumesAt }, calendar) };
  return { type: 'ClockPaused', occurredAt: since, data: { ...data, limit } };
}

/** A paused clock that runs again from `to` on, due later by the time that would have counted. */
export function resume(
  clock: Clock,
  { from, to }: { from: Timestamp; to: Timestamp },
  cause: EventOfType<'ClockResumed'>['data']['cause'],
  { all }: TimesInForce,
): EventOfType<'ClockResumed'> {
  const { round, clockId, kind } = clock;
  const schedule = movedBy(clock, { from, to }, calendarOf(all, clock.calendarVersion));
  return {
    type: 'ClockResumed',
    occurredAt: to,
    data: { round, clockId, kind, cause, ...schedule },
  };
}

/**
 * The clock anew with the target of another severity, from the same start and with the pauses it has
 * had. Nothing where the target is the same, or where the promise was broken already.
 */
export function retarget(clock: Clock, state: CaseClocks, moment: Moment): ClockEvent[] {
  if (!isOpen(clock) || hasTarget(clock, moment.terms)) return [];
  const { kind, round, startedAt, standing } = clock;
  const fresh = start({ kind, round, startedAt }, moment);
  const calendar = calendarOf(moment.terms.times.all, fresh.data.calendarVersion);
  let data = fresh.data;
  for (const each of pausesSince(clock, state)) {
    data = { ...data, ...movedBy(data, each, calendar) };
  }
  const events = [cancel(clock, 'RECLASSIFIED', moment.at), { ...fresh, data }];
  if (standing.phase !== 'PAUSED') return events;
  const successor = { ...clock, ...data };
  const { withoutQuestion } = standing;
  const paused = pause(successor, standing, state, moment.terms.times);
  return paused ? [...events, { ...paused, data: { ...paused.data, withoutQuestion } }] : events;
}

function hasTarget({ kind, basis, targetSec, targetDays }: Clock, terms: ClockTerms): boolean {
  const target = targetOf(terms.times.policy, kind, terms.severity);
  if (target.basis !== basis) return false;
  return target.basis === 'ELAPSED'
    ? target.targetSec === targetSec
    : target.targetDays === targetDays;
}

/** The pauses of a clock and of those that it took over from when the case was reclassified. */
function pausesSince({ kind, round, startedAt }: Clock, { clocks }: CaseClocks) {
  return clocks
    .filter((each) => each.kind === kind && each.round === round && each.startedAt === startedAt)
    .flatMap(({ pauses }) => pauses);
}
