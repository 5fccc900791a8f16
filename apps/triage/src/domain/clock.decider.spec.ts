import { given } from '@redress/testing/given';
import { clockDecider } from './clock.decider.js';
import {
  after,
  clockId,
  contact,
  history,
  meta,
  monday,
  observe,
  pauseOf,
  received,
  terms,
} from './clock-story.setup.js';

const thanked = { type: 'ComplainantThanked' } as const;
const planTold = { type: 'PlanCommunicated', round: 1 } as const;
const responded = { type: 'FinalResponseIssued', round: 1 } as const;

function of(kind: Parameters<typeof clockId>[0], generation = 0) {
  return { round: 1, clockId: clockId(kind, generation), kind };
}

describe('the clocks of a case', () => {
  it('B16 B17 start with the receipt: acknowledge, limit, plan, update, resolve', () => {
    const { events } = given(clockDecider).when(received());
    expect(
      events.map(({ data }) => ('dueAt' in data && 'kind' in data ? [data.kind, data.dueAt] : [])),
    ).toEqual([
      ['ACK', after(1)],
      ['ACK_LIMIT', after(24)],
      ['PLAN', after(24)],
      ['UPDATE', '2026-03-05T01:00:00.000Z'],
      ['RESOLVE', '2026-03-11T01:00:00.000Z'],
    ]);
    expect(events[4]).toMatchObject({
      occurredAt: monday,
      policyRefs: { 'clock-policy': 1, calendar: 1 },
      data: {
        basis: 'BUSINESS',
        targetDays: 7,
        targetSec: 7 * 9 * 3600,
        policyVersion: 1,
        calendarVersion: 1,
        warnings: [
          { pct: 50, at: '2026-03-05T05:30:00.000Z' },
          { pct: 75, at: '2026-03-09T03:15:00.000Z' },
          { pct: 90, at: '2026-03-10T03:42:00.000Z' },
        ],
      },
    });
    given(clockDecider, ...history(received()))
      .when(received())
      .thenNothing();
  });

  it('B17 thanks in time keep the acknowledgement, and are the first update', () => {
    given(clockDecider, ...history(received()))
      .when(observe(thanked, after(0.25)))
      .then(
        {
          type: 'ClockMet',
          occurredAt: after(0.25),
          data: { ...of('ACK'), elapsedSec: 900, overSec: 0 },
        },
        {
          type: 'ClockMet',
          occurredAt: after(0.25),
          data: { ...of('ACK_LIMIT'), elapsedSec: 900, overSec: 0 },
        },
        {
          type: 'ClockMet',
          occurredAt: after(0.25),
          data: { ...of('UPDATE'), elapsedSec: 900, overSec: 0 },
        },
        {
          type: 'ClockStarted',
          occurredAt: after(0.25),
          policyRefs: { 'clock-policy': 1, calendar: 1 },
          data: {
            ...of('UPDATE', 1),
            startedAt: after(0.25),
            basis: 'BUSINESS',
            targetDays: 3,
            targetSec: 27 * 3600,
            policyVersion: 1,
            calendarVersion: 1,
            dueAt: '2026-03-05T01:15:00.000Z',
            warnings: [
              { pct: 50, at: '2026-03-03T05:45:00.000Z' },
              { pct: 75, at: '2026-03-04T03:30:00.000Z' },
              { pct: 90, at: '2026-03-04T07:33:00.000Z' },
            ],
          },
        },
      );
  });

  it('B17 a late answer stays a breach, at the exact instant at which it was due', () => {
    const { events } = given(clockDecider, ...history(received())).when(observe(thanked, after(2)));
    expect(events.slice(0, 5)).toEqual([
      { type: 'ClockWarned', occurredAt: after(0.5), data: { ...of('ACK'), pct: 50 } },
      { type: 'ClockWarned', occurredAt: after(0.75), data: { ...of('ACK'), pct: 75 } },
      { type: 'ClockWarned', occurredAt: after(0.9), data: { ...of('ACK'), pct: 90 } },
      { type: 'ClockBreached', occurredAt: after(1), data: { ...of('ACK'), dueAt: after(1) } },
      {
        type: 'ClockMet',
        occurredAt: after(2),
        data: { ...of('ACK'), elapsedSec: 7200, overSec: 3600 },
      },
    ]);
  });

  it('a promise is kept strictly before it is due', () => {
    const atTheInstant = given(clockDecider, ...history(received())).whenTimeIs(after(1));
    expect(atTheInstant.events.at(-1)?.type).toBe('ClockBreached');
    const before = given(clockDecider, ...history(received())).whenTimeIs(after(0.9999));
    expect(before.events.map(({ type }) => type)).not.toContain('ClockBreached');
  });

  it('a fact written down late but in time breaks nothing; written down too late it does', () => {
    const early = { occurredAt: after(0.5) };
    const inTime = given(clockDecider, ...history(received())).when(
      observe(thanked, after(0.95), early),
    );
    expect(inTime.events.find(({ type }) => type === 'ClockMet')).toMatchObject({
      occurredAt: after(0.5),
      data: { kind: 'ACK', elapsedSec: 1800, overSec: 0 },
    });
    const tooLate = given(clockDecider, ...history(received())).when(
      observe(thanked, after(1.5), early),
    );
    expect(
      tooLate.events.filter(({ data }) => 'kind' in data && data.kind === 'ACK').slice(3),
    ).toEqual([
      { type: 'ClockBreached', occurredAt: after(1), data: { ...of('ACK'), dueAt: after(1) } },
      {
        type: 'ClockMet',
        occurredAt: after(1.5),
        data: { ...of('ACK'), elapsedSec: 5400, overSec: 1800 },
      },
    ]);
  });

  it('a breach that was recorded stands although the owner knew of the answer before it', () => {
    const breached = [
      ...history(received()),
      { type: 'ClockBreached', occurredAt: after(1), data: { ...of('ACK'), dueAt: after(1) } },
    ] as const;
    const { events, state } = given(clockDecider, ...breached).when(observe(thanked, after(0.9)));
    expect(events.find(({ type }) => type === 'ClockMet')).toMatchObject({
      data: { kind: 'ACK', overSec: 0 },
    });
    expect(state.clocks[0]).toMatchObject({ breachedAt: after(1), standing: { phase: 'MET' } });
  });

  it('B16 A17 a plan told to the customer keeps PLAN, and informs the customer', () => {
    given(clockDecider, ...history(received(), observe(thanked, after(0.5))))
      .when(observe(planTold, after(5), { generation: 2 }))
      .thenTypes('ClockMet', 'ClockMet', 'ClockStarted');
  });

  it('A17 each outbound contact restarts UPDATE, once, and only forwards in time', () => {
    const told = contact('OUTBOUND', 'UPDATE', 7);
    const past = history(received(), observe(told, after(5)));
    expect(past.map(({ type }) => type).slice(-3)).toEqual([
      'CaseFactNoted',
      'ClockMet',
      'ClockStarted',
    ]);
    given(clockDecider, ...past)
      .when(observe(told, after(5), { generation: 2 }))
      .thenNothing();
    const older = observe(contact('OUTBOUND', 'UPDATE', 8), after(6), {
      generation: 2,
      occurredAt: after(4),
    });
    given(clockDecider, ...past)
      .when(older)
      .thenTypes('CaseFactNoted');
  });

  it('the final response ends UPDATE and RESOLVE, and what it overtook', () => {
    const { state } = given(clockDecider, ...history(received())).when(
      observe(responded, after(0.5)),
    );
    expect(state.clocks.map(({ kind, standing }) => [kind, standing.phase])).toEqual([
      ['ACK', 'RUNNING'],
      ['ACK_LIMIT', 'RUNNING'],
      ['PLAN', 'CANCELLED'],
      ['UPDATE', 'MET'],
      ['RESOLVE', 'MET'],
    ]);
  });

  it('a proposal gives the customer 10 business days; its answer ends them', () => {
    const proposed = { type: 'ResolutionProposed', round: 1, proposalNo: 1 } as const;
    const answered = { type: 'ResolutionAnswered', round: 1, proposalNo: 1 } as const;
    const past = history(received(), observe(proposed, after(0.5)));
    expect(past.at(-1)).toMatchObject({
      type: 'ClockStarted',
      data: { kind: 'RESPONSE', subjectId: '1', dueAt: '2026-03-16T01:30:00.000Z' },
    });
    given(clockDecider, ...past)
      .when(observe(answered, after(0.6), { generation: 2 }))
      .thenTypes('ClockMet');
    given(clockDecider, ...past)
      .when(observe({ ...answered, proposalNo: 2 }, after(0.6), { generation: 2 }))
      .thenNothing();
  });

  it('a breach names the proposal or form that it is about, and nothing where there is one', () => {
    const proposed = { type: 'ResolutionProposed', round: 1, proposalNo: 2 } as const;
    const past = history(received(), observe(proposed, after(0.5)));
    const { events } = given(clockDecider, ...past).whenTimeIs('2026-06-01T00:00:00.000Z');
    const breaches = events.filter(({ type }) => type === 'ClockBreached');
    expect(breaches.find(({ data }) => 'kind' in data && data.kind === 'RESPONSE')?.data).toEqual({
      ...of('RESPONSE', 1),
      subjectId: '2',
      dueAt: '2026-03-16T01:30:00.000Z',
    });
    expect(breaches.find(({ data }) => 'kind' in data && data.kind === 'ACK')?.data).toEqual({
      ...of('ACK'),
      dueAt: after(1),
    });
  });

  it('C24 each feedback form gives its department 2 business days to reply, 3 to dispute', () => {
    const sent = (formNo: string) => ({ type: 'FeedbackFormSent', round: 1, formNo }) as const;
    const answered = { type: 'FeedbackFormAnswered', round: 1, formNo: 'F-1' } as const;
    const past = history(
      received(),
      observe(sent('F-1'), after(0.1)),
      observe(sent('F-2'), after(0.2), { generation: 2 }),
    );
    const { state } = given(clockDecider, ...past).when(observe(answered, after(0.3)));
    expect(
      state.clocks
        .filter(({ kind }) => kind === 'DEPT_REPLY' || kind === 'DISPUTE')
        .map(({ kind, subjectId, dueAt, standing }) => [kind, subjectId, dueAt, standing.phase]),
    ).toEqual([
      ['DEPT_REPLY', 'F-1', '2026-03-04T01:06:00.000Z', 'MET'],
      ['DISPUTE', 'F-1', '2026-03-05T01:06:00.000Z', 'MET'],
      ['DEPT_REPLY', 'F-2', '2026-03-04T01:12:00.000Z', 'RUNNING'],
      ['DISPUTE', 'F-2', '2026-03-05T01:12:00.000Z', 'RUNNING'],
    ]);
    const closed = { type: 'ComplaintClosed', round: 1, responded: false } as const;
    const ended = given(clockDecider, ...past).when(observe(closed, after(0.4)));
    expect(
      ended.state.clocks.filter(({ kind }) => kind === 'DISPUTE').map(({ standing }) => standing),
    ).toEqual([
      { phase: 'CANCELLED', at: after(0.4), reason: 'CASE_ENDED' },
      { phase: 'CANCELLED', at: after(0.4), reason: 'CASE_ENDED' },
    ]);
  });

  it('deadlines name the next warning and the breach of a running clock', () => {
    expect(given(clockDecider, ...history(received())).deadlines.slice(0, 2)).toEqual([
      { timerId: `${clockId('ACK')}:ClockWarned`, dueAt: after(0.5) },
      { timerId: `${clockId('ACK')}:ClockBreached`, dueAt: after(1) },
    ]);
    const ended = history(received(), observe(responded, after(0.1)), observe(thanked, after(0.2)));
    expect(given(clockDecider, ...ended).deadlines).toEqual([]);
    const held = given(
      clockDecider,
      ...history(received(), pauseOf('RESOLVE', 'LEGAL_HOLD', after(0.1))),
    );
    expect(held.deadlines.map(({ timerId }) => timerId).join()).not.toContain(clockId('RESOLVE'));
  });

  it('the outcome of another system is recorded as it says, and starts no clock', () => {
    const outcome = (kept: boolean) =>
      ({
        type: 'RecordPromiseOutcome',
        data: { kept, source: 'CFPB', occurredAt: monday },
        meta: { ...meta(after(9)), origin: 'IMPORT' },
      }) as const;
    const past = history(outcome(false));
    expect(past).toEqual([
      {
        type: 'PromiseOutcomeRecorded',
        occurredAt: monday,
        data: { round: 1, promise: 'TIMELY_RESPONSE', kept: false, source: 'CFPB' },
      },
    ]);
    given(clockDecider, ...past)
      .when(outcome(false))
      .thenNothing();
    given(clockDecider, ...past)
      .when(outcome(true))
      .thenTypes('PromiseOutcomeRecorded');
    expect(given(clockDecider, ...past).deadlines).toEqual([]);
  });

  it('a clock keeps the policy and calendar it started with', () => {
    const { all } = terms().times;
    const policy = { ...terms().times.policy, policyVersion: 2, warnPcts: [80] };
    const times = {
      policy,
      calendarVersion: 1,
      all: { ...all, policies: [...all.policies, policy] },
    };
    const command = observe(contact('OUTBOUND', 'UPDATE', 1), after(5));
    if (command.type !== 'ObserveFact') throw new Error('not an observation');
    const later = { ...command, data: { ...command.data, terms: { ...terms(1), times } } };
    const { state } = given(clockDecider, ...history(received())).when(later);
    expect(
      state.clocks
        .filter(({ kind }) => kind === 'UPDATE')
        .map(({ policyVersion }) => policyVersion),
    ).toEqual([1, 2]);
  });
});
