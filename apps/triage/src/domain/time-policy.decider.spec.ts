import type { Severity } from '@redress/contracts';
import { systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import { shanghai } from './clock-story.setup.js';
import { severityBeforeClassification, targetOf } from './clock-target.policy.js';
import { defaultClockPolicy } from './default-clock-policy.policy.js';
import { timePolicyDecider } from './time-policy.decider.js';
import type { ClockPolicyDraft, StoredCalendar } from './time-policy-command.js';

const now = '2026-03-02T01:00:00.000Z';
const correlationId = '00000000-0000-7000-8000-000000000000';
const meta = {
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId,
} as const;

const publish = (calendar: StoredCalendar) =>
  ({ type: 'PublishCalendar', data: { calendar }, meta }) as const;
const promise = (draft: ClockPolicyDraft) =>
  ({ type: 'PublishClockPolicy', data: draft, meta }) as const;

const calendarV1 = {
  type: 'CalendarPublished',
  occurredAt: now,
  data: { calendarVersion: 1, calendar: shanghai },
} as const;
const policyV1 = {
  type: 'ClockPolicyPublished',
  occurredAt: now,
  data: { policyVersion: 1, ...defaultClockPolicy },
} as const;

describe('calendars', () => {
  it('are published in versions that rise by one', () => {
    given(timePolicyDecider).when(publish(shanghai)).then(calendarV1);
    const london = { ...shanghai, zone: 'Europe/London' };
    given(timePolicyDecider, calendarV1)
      .when(publish(london))
      .then({ ...calendarV1, data: { calendarVersion: 2, calendar: london } });
    given(timePolicyDecider, calendarV1)
      .when(publish({ exceptions: [], week: { ...shanghai.week }, zone: shanghai.zone }))
      .thenRejected('POLICY_UNCHANGED');
  });

  it('that cannot be used are refused with everything that is wrong', () => {
    const broken: StoredCalendar = {
      ...shanghai,
      zone: 'Mars/Olympus',
      exceptions: [{ kind: 'OFF', date: '2026-02-30' }],
    };
    const { context } = given(timePolicyDecider)
      .when(publish(broken))
      .thenRejected('CALENDAR_INVALID');
    expect(context).toMatchObject({
      problems: [
        { path: 'zone', code: 'ZONE_UNKNOWN' },
        { path: 'exceptions.0.date', code: 'DATE_INVALID' },
      ],
    });
  });
});

describe('clock policies', () => {
  it('B16 B17 the default promises an hour, a day, and a resolution by severity', () => {
    given(timePolicyDecider).when(promise(defaultClockPolicy)).then(policyV1);
    const target = (kind: 'ACK' | 'RESOLVE' | 'UPDATE', severity: Severity) =>
      targetOf(policyV1.data, kind, severity);
    expect(target('ACK', 'S4')).toEqual({ basis: 'ELAPSED', targetSec: 3_600 });
    expect(target('RESOLVE', 'S1')).toEqual({ basis: 'ELAPSED', targetSec: 86_400 });
    expect(target('RESOLVE', severityBeforeClassification)).toEqual({
      basis: 'BUSINESS',
      targetDays: 7,
    });
    expect(target('UPDATE', 'S1')).toEqual({ basis: 'ELAPSED', targetSec: 86_400 });
    expect(target('UPDATE', 'S4')).toEqual({ basis: 'BUSINESS', targetDays: 3 });
  });

  it('rise by one, and are not published twice', () => {
    given(timePolicyDecider, policyV1)
      .when(promise(defaultClockPolicy))
      .thenRejected('POLICY_UNCHANGED');
    const harder = { ...defaultClockPolicy, warnPcts: [80] };
    given(timePolicyDecider, policyV1)
      .when(promise(harder))
      .then({ ...policyV1, data: { policyVersion: 2, ...harder } });
  });

  it.each<[string, Partial<ClockPolicyDraft>, RegExp]>([
    [
      'a kind without a target',
      { targets: defaultClockPolicy.targets.slice(1) },
      /^ACK S1: has no/,
    ],
    [
      'a severity without a target',
      { targets: defaultClockPolicy.targets.filter(({ severity }) => severity !== 'S4') },
      /^RESOLVE S4: has no/,
    ],
    [
      'two targets',
      {
        targets: [...defaultClockPolicy.targets, { kind: 'ACK', basis: 'ELAPSED', targetSec: 60 }],
      },
      /^ACK: has two/,
    ],
    [
      'days that pass on every clock',
      {
        targets: [
          ...defaultClockPolicy.targets.slice(1),
          { kind: 'ACK', basis: 'ELAPSED', targetDays: 1 },
        ],
      },
      /^ACK: ELAPSED needs/,
    ],
    ['a warning at the breach', { warnPcts: [50, 100] }, /^warnPcts/],
    ['warnings out of order', { warnPcts: [90, 50] }, /^warnPcts/],
  ])('refuse %s', (_, change, problem) => {
    const { context } = given(timePolicyDecider)
      .when(promise({ ...defaultClockPolicy, ...change }))
      .thenRejected('POLICY_INVALID');
    expect(context?.['problems']).toContainEqual(expect.stringMatching(problem));
  });
});
