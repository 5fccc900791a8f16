import { standardWeek } from '@redress/calendar';
import { type ClockEvent, type ClockKind, clockKinds, type Severity } from '@redress/contracts';
import {
  type Actor,
  type CommandMeta,
  fold,
  millisOf,
  systemActor,
  type Timestamp,
  timestampOf,
  type Uuid,
} from '@redress/kernel';
import type { ClockCommand, ClockFact, ClockTerms } from './clock-command.js';
import { clockDecider } from './clock.decider.js';
import type { CaseClocks } from './clock-state.js';
import { defaultClockPolicy } from './default-clock-policy.policy.js';
import type { StoredCalendar } from './time-policy-command.js';
import { type TimesInForce, timesInForce } from './times-in-force.policy.js';

// A Monday, 09:00 in Shanghai: working time is 01:00 to 10:00 UTC, Monday to Friday.
export const monday = '2026-03-02T01:00:00.000Z';

/** The instant `hours` after that Monday's opening. */
export function after(hours: number): Timestamp {
  return timestampOf(millisOf(monday) + Math.round(hours * 3_600_000));
}

const week = standardWeek('Asia/Shanghai').week;

export const shanghai: StoredCalendar = {
  zone: 'Asia/Shanghai',
  week: {
    mon: [...(week.mon ?? [])],
    tue: [...(week.tue ?? [])],
    wed: [...(week.wed ?? [])],
    thu: [...(week.thu ?? [])],
    fri: [...(week.fri ?? [])],
    sat: [],
    sun: [],
  },
  exceptions: [],
};

/** The default policy on office hours, both in their first version. */
export function defaultTimes(calendar = shanghai): TimesInForce {
  const times = timesInForce({
    calendars: [{ calendarVersion: 1, calendar }],
    policies: [{ policyVersion: 1, ...defaultClockPolicy }],
  });
  if (!times) throw new Error('nothing is in force');
  return times;
}

/** A uuid that says which kind of clock it is of, and of which generation. */
export function clockId(kind: ClockKind, generation = 0): Uuid {
  const digits = `${clockKinds.indexOf(kind)}${generation}`.padStart(12, '0');
  return `00000000-0000-7000-8000-${digits}`;
}

export function terms(generation = 0, severity: Severity = 'S3', times = defaultTimes()) {
  const ids = clockKinds.map((kind) => [kind, clockId(kind, generation)]);
  return { times, severity, clockIds: Object.fromEntries(ids) } satisfies ClockTerms;
}

export const agent: Actor = { kind: 'USER', role: 'agent', id: 'agent-1' };

export function meta(now: Timestamp, actor: Actor = systemActor('triage')): CommandMeta {
  return {
    tenantId: 'demo',
    actor,
    now,
    origin: 'LIVE',
    correlationId: '00000000-0000-7000-8000-000000000000',
  };
}

export function received(at: Timestamp = monday): ClockCommand {
  return { type: 'StartCaseClocks', data: { receivedAt: at, terms: terms() }, meta: meta(at) };
}

/** A fact that its owner learnt of at `now`; true at `occurredAt`, by default the same instant. */
export function observe(
  fact: ClockFact,
  now: Timestamp,
  more: { generation?: number; severity?: Severity; occurredAt?: Timestamp } = {},
): ClockCommand {
  const { generation = 1, severity, occurredAt = now } = more;
  return {
    type: 'ObserveFact',
    data: { fact, occurredAt, terms: terms(generation, severity) },
    meta: meta(now),
  };
}

/** A contact of the case; contacts of one story are told apart by their offset. */
export function contact(
  direction: 'INBOUND' | 'OUTBOUND',
  purpose: 'UPDATE' | 'QUESTION' | 'ANSWER',
  offset: number,
): ClockFact {
  const source = { log: 'intake', partition: 3, offset };
  return { type: 'ContactLogged', direction, purpose, source, sourceRecordedAt: monday };
}

export function pauseOf(
  kind: ClockKind,
  reason: 'WAITING_CUSTOMER' | 'WAITING_THIRD_PARTY' | 'LEGAL_HOLD',
  now: Timestamp,
  generation = 0,
): ClockCommand {
  const data = { clockId: clockId(kind, generation), reason, times: defaultTimes() };
  return { type: 'PauseClock', data, meta: meta(now, agent) };
}

export function resumeOf(kind: ClockKind, now: Timestamp, generation = 0): ClockCommand {
  const data = { clockId: clockId(kind, generation), times: defaultTimes() };
  return { type: 'ResumeClock', data, meta: meta(now, agent) };
}

/** What a command leads to after these events: settled, then decided; undefined when refused. */
export function next(past: readonly ClockEvent[], command: ClockCommand): ClockEvent[] | undefined {
  const { actor, now } = command.meta;
  const before = stateOf(past, actor);
  const settled = clockDecider.settle?.(before, now) ?? [];
  const decision = clockDecider.decide(command, stateOf([...past, ...settled], actor));
  return decision.ok ? [...settled, ...decision.events] : undefined;
}

/** The events that these commands lead to. Throws when one of them is refused. */
export function history(...commands: ClockCommand[]): ClockEvent[] {
  const events: ClockEvent[] = [];
  for (const command of commands) {
    const happened = next(events, command);
    if (!happened) throw new Error(`${command.type} was refused`);
    events.push(...happened);
  }
  return events;
}

/** The state after these events. */
export function stateOf(events: readonly ClockEvent[], actor: Actor = agent): CaseClocks {
  return fold(
    clockDecider,
    events.map((event) => ({ ...event, actor })),
  );
}
