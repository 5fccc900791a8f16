import { compileCalendar } from '@redress/calendar';
import type { RejectionCode, TimePolicyEvent } from '@redress/contracts';
import { type CommandMeta, type Decider, type Decision, accept, reject } from '@redress/kernel';
import { policyProblems } from './clock-target.policy.js';
import { sameValue } from './same-value.js';
import type { ClockPolicyDraft, StoredCalendar, TimePolicyCommand } from './time-policy-command.js';
import { evolve, initialTimePolicies, type TimePolicies } from './time-policy-state.js';

/** Every reason for which a calendar or clock policy is not published. */
export type TimePolicyCode = Extract<
  RejectionCode,
  'CALENDAR_INVALID' | 'POLICY_INVALID' | 'POLICY_UNCHANGED'
>;

type TimePolicyDecision = Decision<TimePolicyEvent, TimePolicyCode>;

function decide({ type, data, meta }: TimePolicyCommand, state: TimePolicies): TimePolicyDecision {
  switch (type) {
    case 'PublishCalendar':
      return publishCalendar(data.calendar, meta, state);
    case 'PublishClockPolicy':
      return publishClockPolicy(data, meta, state);
  }
}

function publishCalendar(
  calendar: StoredCalendar,
  { now }: CommandMeta,
  { calendars }: TimePolicies,
): TimePolicyDecision {
  const compiled = compileCalendar(calendar);
  if (!compiled.ok) {
    const { problems } = compiled;
    return reject('CALENDAR_INVALID', 'the calendar cannot be used', { context: { problems } });
  }
  const current = calendars.at(-1);
  if (sameValue(current?.calendar, calendar)) return unchanged();
  const calendarVersion = (current?.calendarVersion ?? 0) + 1;
  return accept({
    type: 'CalendarPublished',
    occurredAt: now,
    data: { calendarVersion, calendar },
  });
}

function publishClockPolicy(
  draft: ClockPolicyDraft,
  { now }: CommandMeta,
  { policies }: TimePolicies,
): TimePolicyDecision {
  const problems = policyProblems(draft);
  if (problems.length > 0) {
    return reject('POLICY_INVALID', 'the clock policy cannot be used', { context: { problems } });
  }
  const current = policies.at(-1);
  const policyVersion = current?.policyVersion ?? 0;
  if (sameValue(current, { policyVersion, ...draft })) return unchanged();
  return accept({
    type: 'ClockPolicyPublished',
    occurredAt: now,
    data: { policyVersion: policyVersion + 1, ...draft },
  });
}

function unchanged(): TimePolicyDecision {
  return reject('POLICY_UNCHANGED', 'this is what is in force already');
}

/** Business calendars and clock targets of a tenant. Versions rise by one and stay for ever. */
export const timePolicyDecider: Decider<
  TimePolicies,
  TimePolicyCommand,
  TimePolicyEvent,
  TimePolicyCode
> = { category: 'time-policy', initialState: initialTimePolicies, decide, evolve };
