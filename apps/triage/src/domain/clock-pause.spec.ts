import { given } from '@redress/testing/given';
import type { ClockEvent } from '@redress/contracts';
import { clockDecider } from './clock.decider.js';
import {
  after,
  clockId,
  contact,
  history,
  observe,
  pauseOf,
  received,
  resumeOf,
} from './clock-story.setup.js';

const thanked = observe({ type: 'ComplainantThanked' }, after(0.1));
const question = observe(contact('OUTBOUND', 'QUESTION', 1), after(1), { generation: 2 });
const asked = [received(), thanked, question];

function resolveEvents(events: readonly ClockEvent[], type: ClockEvent['type']) {
  return events.filter(
    (event) => event.type === type && 'kind' in event.data && event.data.kind === 'RESOLVE',
  );
}

describe('pausing a clock', () => {
  it('moves a business clock by the working time that it stood still', () => {
    // 11:00 to 17:00 of the Monday: 6 working hours.
    const past = history(...asked, pauseOf('RESOLVE', 'LEGAL_HOLD', after(2)));
    const { state } = given(clockDecider, ...past).when(resumeOf('RESOLVE', after(8)));
    expect(state.clocks.find(({ kind }) => kind === 'RESOLVE')).toMatchObject({
      dueAt: '2026-03-11T07:00:00.000Z',
      standing: { phase: 'RUNNING' },
      pauses: [{ reason: 'LEGAL_HOLD', from: after(2), to: after(8), withoutQuestion: false }],
    });
  });

  it('moves nothing by a night', () => {
    // 18:00 of the Monday to 09:00 of the Tuesday.
    const past = history(...asked, pauseOf('RESOLVE', 'LEGAL_HOLD', after(9)));
    const { state } = given(clockDecider, ...past).when(resumeOf('RESOLVE', after(24)));
    expect(state.clocks.find(({ kind }) => kind === 'RESOLVE')?.dueAt).toBe(
      '2026-03-11T01:00:00.000Z',
    );
  });

  it('a clock that has no working time left is due when it runs again, not the evening before', () => {
    // Due on 11 March at opening; stopped in the night before, for one working day.
    const past = history(...asked, pauseOf('RESOLVE', 'LEGAL_HOLD', after(207)));
    const { state } = given(clockDecider, ...past).when(resumeOf('RESOLVE', after(240)));
    expect(state.clocks.find(({ kind }) => kind === 'RESOLVE')?.dueAt).toBe(after(240));
  });

  it('moves an elapsed clock by every second, with its warnings', () => {
    const past = history(...asked, pauseOf('PLAN', 'WAITING_CUSTOMER', after(1)));
    const { events } = given(clockDecider, ...past).when(resumeOf('PLAN', after(4)));
    expect(events.at(-1)).toMatchObject({
      type: 'ClockResumed',
      data: {
        cause: 'PERSON',
        dueAt: after(27),
        warnings: [
          { pct: 50, at: after(15) },
          { pct: 75, at: after(21) },
          { pct: 90, at: after(24.6) },
        ],
      },
    });
  });

  it('a paused clock neither warns nor breaches', () => {
    const past = history(...asked, pauseOf('PLAN', 'LEGAL_HOLD', after(2)));
    const { events } = given(clockDecider, ...past).whenTimeIs(after(10_000));
    expect(events.filter(({ data }) => 'kind' in data && data.kind === 'PLAN')).toEqual([]);
  });

  it('ACK never pauses, a clock that ended neither, and none twice', () => {
    const running = given(clockDecider, ...history(received()));
    running.when(pauseOf('ACK', 'LEGAL_HOLD', after(0.1))).thenRejected('CLOCK_NEVER_PAUSES');
    running.when(pauseOf('ACK_LIMIT', 'LEGAL_HOLD', after(0.1))).thenRejected('CLOCK_NEVER_PAUSES');
    running.when(pauseOf('PLAN', 'LEGAL_HOLD', after(25))).thenRejected('CLOCK_NOT_RUNNING');
    running.when(pauseOf('RESPONSE', 'LEGAL_HOLD', after(0.1))).thenRejected('NOT_FOUND');
    running.when(resumeOf('PLAN', after(0.1))).thenRejected('CLOCK_NOT_PAUSED');
    given(clockDecider, ...history(received(), pauseOf('PLAN', 'LEGAL_HOLD', after(0.1))))
      .when(pauseOf('PLAN', 'WAITING_CUSTOMER', after(0.2)))
      .thenRejected('CLOCK_ALREADY_PAUSED');
    given(clockDecider)
      .when(pauseOf('PLAN', 'LEGAL_HOLD', after(0.2)))
      .thenRejected('NOT_FOUND');
  });

  it('a wait for the customer without a question in the ten minutes before is flagged', () => {
    const flagOf = (hours: number, reason: 'WAITING_CUSTOMER' | 'LEGAL_HOLD') => {
      const [paused] = resolveEvents(
        given(clockDecider, ...history(...asked)).when(pauseOf('RESOLVE', reason, after(hours)))
          .events,
        'ClockPaused',
      );
      return paused?.data;
    };
    expect(flagOf(1 + 10 / 60, 'WAITING_CUSTOMER')).toMatchObject({ withoutQuestion: false });
    expect(flagOf(1 + 10.1 / 60, 'WAITING_CUSTOMER')).toMatchObject({ withoutQuestion: true });
    expect(flagOf(5, 'LEGAL_HOLD')).toMatchObject({ withoutQuestion: false });
    const unasked = given(clockDecider, ...history(received())).when(
      pauseOf('RESOLVE', 'WAITING_CUSTOMER', after(0.1)),
    );
    expect(resolveEvents(unasked.events, 'ClockPaused')[0]?.data).toMatchObject({
      withoutQuestion: true,
    });
  });

  it('an inbound message ends a wait for the customer when it arrived, not when it was noted', () => {
    const waiting = history(
      ...asked,
      pauseOf('RESOLVE', 'WAITING_CUSTOMER', after(2)),
      pauseOf('PLAN', 'LEGAL_HOLD', after(2)),
    );
    const noted = { generation: 3, occurredAt: after(3) };
    const answer = contact('INBOUND', 'ANSWER', 2);
    const { events } = given(clockDecider, ...waiting).when(observe(answer, after(6), noted));
    expect(events.filter(({ type }) => type === 'ClockResumed')).toMatchObject([
      {
        occurredAt: after(3),
        data: { kind: 'RESOLVE', cause: 'CUSTOMER_WROTE', dueAt: '2026-03-11T02:00:00.000Z' },
      },
    ]);
    const before = { generation: 3, occurredAt: after(1.5) };
    given(clockDecider, ...waiting)
      .when(observe(answer, after(6), before))
      .thenTypes('CaseFactNoted');
  });

  it('a third party may be waited for 20 business days, then the clock resumes by itself', () => {
    const past = history(...asked, pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', after(2)));
    const limit = '2026-03-30T03:00:00.000Z';
    // No working time lies between the end of a day and the beginning of the next.
    const dueAt = '2026-04-07T10:00:00.000Z';
    expect(given(clockDecider, ...past).deadlines).toContainEqual({
      timerId: `${clockId('RESOLVE')}:ClockResumed`,
      dueAt: limit,
    });
    const { events } = given(clockDecider, ...past).whenTimeIs('2026-06-01T00:00:00.000Z');
    expect(resolveEvents(events, 'ClockResumed')).toEqual([
      {
        type: 'ClockResumed',
        occurredAt: limit,
        data: expect.objectContaining({
          cause: 'LIMIT_REACHED',
          dueAt,
        }),
      },
    ]);
    expect(resolveEvents(events, 'ClockBreached')[0]?.occurredAt).toBe(dueAt);
  });

  it('the 20 days for third parties are one allowance, however often the clock is paused', () => {
    // Ten working days and two hours, then an hour of work: nine days and seven hours are left.
    const twice = history(
      ...asked,
      pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', after(2)),
      resumeOf('RESOLVE', '2026-03-16T05:00:00.000Z'),
      pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', '2026-03-16T06:00:00.000Z'),
    );
    expect(given(clockDecider, ...twice).deadlines).toContainEqual({
      timerId: `${clockId('RESOLVE')}:ClockResumed`,
      dueAt: '2026-03-30T04:00:00.000Z',
    });
    const limit = '2026-03-30T04:00:00.000Z';
    const usedUp = given(clockDecider, ...twice);
    usedUp
      .when(pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', '2026-03-30T05:00:00.000Z'))
      .thenRejected('PAUSE_LIMIT_REACHED');
    usedUp
      .when(pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', '2026-03-30T14:00:00.000Z'))
      .thenRejected('PAUSE_LIMIT_REACHED');
    usedUp
      .when(pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', limit))
      .thenRejected('PAUSE_LIMIT_REACHED');
    const held = usedUp.when(pauseOf('RESOLVE', 'LEGAL_HOLD', '2026-03-30T05:00:00.000Z'));
    expect(resolveEvents(held.events, 'ClockPaused')).toHaveLength(1);
  });

  it('waits for the customer use up nothing of what is allowed for third parties', () => {
    const past = history(
      ...asked,
      pauseOf('RESOLVE', 'WAITING_CUSTOMER', after(2)),
      resumeOf('RESOLVE', '2026-03-16T05:00:00.000Z'),
      pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', '2026-03-16T06:00:00.000Z'),
    );
    expect(given(clockDecider, ...past).deadlines).toContainEqual({
      timerId: `${clockId('RESOLVE')}:ClockResumed`,
      dueAt: '2026-04-13T06:00:00.000Z',
    });
  });

  it('a reclassification gives no new allowance', () => {
    const fact = { type: 'ComplaintClassified', round: 1 } as const;
    const at = '2026-03-16T05:30:00.000Z';
    const past = history(
      ...asked,
      pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', after(2)),
      resumeOf('RESOLVE', '2026-03-16T05:00:00.000Z'),
      observe(fact, at, { generation: 4, severity: 'S4' }),
      pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', '2026-03-16T06:00:00.000Z', 4),
    );
    expect(given(clockDecider, ...past).deadlines).toContainEqual({
      timerId: `${clockId('RESOLVE', 4)}:ClockResumed`,
      dueAt: '2026-03-30T04:00:00.000Z',
    });
    // Classified again while it waits, it waits on from the same instant and no longer.
    const again = observe(fact, '2026-03-17T06:00:00.000Z', { generation: 5, severity: 'S2' });
    expect(
      given(clockDecider, ...past)
        .when(again)
        .events.at(-1),
    ).toMatchObject({
      type: 'ClockPaused',
      data: { clockId: clockId('RESOLVE', 5), limit: { resumesAt: '2026-03-30T04:00:00.000Z' } },
    });
  });

  it('what is met while paused counts only until the pause', () => {
    const past = history(...asked, pauseOf('PLAN', 'WAITING_CUSTOMER', after(1)));
    const told = observe({ type: 'PlanCommunicated', round: 1 }, after(30), { generation: 3 });
    const { events } = given(clockDecider, ...past).when(told);
    expect(events.find(({ type }) => type === 'ClockMet')).toMatchObject({
      occurredAt: after(30),
      data: { kind: 'PLAN', elapsedSec: 3600, overSec: 0 },
    });
  });

  it('what was true before the pause knows of no pause', () => {
    const past = history(...asked, pauseOf('PLAN', 'WAITING_CUSTOMER', after(3)));
    const fact = { type: 'PlanCommunicated', round: 1 } as const;
    const told = observe(fact, after(5), { generation: 3, occurredAt: after(2) });
    const { state } = given(clockDecider, ...past).when(told);
    expect(state.clocks.find(({ kind }) => kind === 'PLAN')).toMatchObject({
      pauses: [],
      standing: { phase: 'MET', at: after(2) },
    });
  });
});
