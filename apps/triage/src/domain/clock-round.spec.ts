import type { Severity } from '@redress/contracts';
import { given } from '@redress/testing/given';
import { clockDecider } from './clock.decider.js';
import type { CaseClocks } from './clock-state.js';
import {
  after,
  contact,
  history,
  observe,
  pauseOf,
  received,
  resumeOf,
} from './clock-story.setup.js';

const thanked = observe({ type: 'ComplainantThanked' }, after(0.1));
const closed = (responded: boolean) => ({ type: 'ComplaintClosed', round: 1, responded }) as const;
const responded = { type: 'FinalResponseIssued', round: 1 } as const;
const reopened = { type: 'ComplaintReopened', round: 2 } as const;

function classified(severity: Severity, hours: number, generation = 2) {
  const fact = { type: 'ComplaintClassified', round: 1 } as const;
  return observe(fact, after(hours), { severity, generation });
}

function standings({ clocks }: CaseClocks, ...kinds: string[]) {
  return clocks
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, round, dueAt, standing }) => [kind, round, dueAt, standing.phase]);
}

describe('a case that is classified again', () => {
  it('gets RESOLVE and UPDATE of its severity, from the start of the old ones', () => {
    const { events, state } = given(clockDecider, ...history(received(), thanked)).when(
      classified('S1', 0.4),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'ClockCancelled',
      'ClockStarted',
      'ClockCancelled',
      'ClockStarted',
    ]);
    expect(standings(state, 'RESOLVE', 'UPDATE')).toEqual([
      ['UPDATE', 1, '2026-03-05T01:00:00.000Z', 'MET'],
      ['RESOLVE', 1, '2026-03-11T01:00:00.000Z', 'CANCELLED'],
      ['UPDATE', 1, '2026-03-05T01:06:00.000Z', 'CANCELLED'],
      ['RESOLVE', 1, after(24), 'RUNNING'],
      ['UPDATE', 1, after(24.1), 'RUNNING'],
    ]);
    expect(events[0]).toMatchObject({ data: { kind: 'RESOLVE', reason: 'RECLASSIFIED' } });
  });

  it('keeps the clocks whose target is the same', () => {
    given(clockDecider, ...history(received(), thanked))
      .when(classified('S3', 0.4))
      .thenNothing();
    const { state } = given(clockDecider, ...history(received(), thanked)).when(
      classified('S2', 0.4),
    );
    expect(standings(state, 'RESOLVE').at(-1)).toEqual([
      'RESOLVE',
      1,
      '2026-03-05T01:00:00.000Z',
      'RUNNING',
    ]);
    expect(standings(state, 'UPDATE').at(-1)?.at(-1)).toBe('RUNNING');
  });

  it('cannot escape a breach by a milder severity', () => {
    const late = classified('S4', 24 * 30, 3);
    const { events } = given(clockDecider, ...history(received(), thanked)).when(late);
    expect(events.map(({ type }) => type)).not.toContain('ClockCancelled');
  });

  it('is at once in breach where the harder promise is broken already, at its own instant', () => {
    const past = history(received(), thanked, classified('S1', 30));
    const { events } = given(clockDecider, ...past).whenTimeIs(after(30));
    expect(events.filter(({ type }) => type === 'ClockBreached')).toMatchObject([
      { occurredAt: after(24), data: { kind: 'RESOLVE' } },
      { occurredAt: after(24.1), data: { kind: 'UPDATE' } },
    ]);
  });

  it('keeps the pauses that it has had, however often it is classified', () => {
    const past = history(
      received(),
      thanked,
      pauseOf('RESOLVE', 'LEGAL_HOLD', after(1)),
      resumeOf('RESOLVE', after(3)),
      classified('S2', 4, 2),
      classified('S4', 5, 3),
    );
    const { state } = given(clockDecider, ...past).whenTimeIs(after(5));
    // 15 business days and 2 hours of pause.
    expect(standings(state, 'RESOLVE').at(-1)).toEqual([
      'RESOLVE',
      1,
      '2026-03-23T03:00:00.000Z',
      'RUNNING',
    ]);
  });

  it('stands still where it stood still', () => {
    const past = history(
      received(),
      thanked,
      pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', after(1)),
      classified('S2', 4, 2),
    );
    const { state } = given(clockDecider, ...past).when(resumeOf('RESOLVE', after(5), 2));
    expect(state.clocks.at(-1)).toMatchObject({
      dueAt: '2026-03-05T05:00:00.000Z',
      pauses: [{ from: after(1), to: after(5) }],
    });
  });
});

describe('the end of a case and its next round', () => {
  it('cancels what still runs when the case ends without a final response', () => {
    const { events, state } = given(clockDecider, ...history(received(), thanked)).when(
      observe(closed(false), after(0.4)),
    );
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({ type: 'ClockCancelled', data: { reason: 'CASE_ENDED' } });
    expect(state.clocks.filter(({ standing }) => standing.phase === 'RUNNING')).toEqual([]);
  });

  it('waits for a final response that follow-up has heard of and triage not yet', () => {
    const past = history(received(), thanked, observe(closed(true), after(0.4)));
    const { state } = given(clockDecider, ...past).when(observe(responded, after(0.3)));
    expect(standings(state, 'RESOLVE', 'PLAN').map(([kind, , , phase]) => [kind, phase])).toEqual([
      ['PLAN', 'CANCELLED'],
      ['RESOLVE', 'MET'],
    ]);
    const inOrder = history(received(), thanked, observe(responded, after(0.3)));
    given(clockDecider, ...inOrder)
      .when(observe(closed(true), after(0.4)))
      .thenNothing();
  });

  it('leaves a breach as it is', () => {
    const past = history(received(), observe(closed(false), after(2)));
    const { state } = given(clockDecider, ...past).whenTimeIs(after(9_999));
    expect(state.clocks[0]?.standing.phase).toBe('BREACHED');
    expect(past.filter(({ type }) => type === 'ClockCancelled')).toHaveLength(4);
  });

  it('a reopening starts UPDATE and RESOLVE of the new round by the severity, once', () => {
    const past = history(received(), thanked, observe(closed(false), after(0.4)));
    const again = observe(reopened, after(24), { generation: 5, severity: 'S2' });
    const { events, state } = given(clockDecider, ...past).when(again);
    expect(events).toMatchObject([
      { type: 'ClockStarted', data: { kind: 'UPDATE', round: 2, startedAt: after(24) } },
      {
        type: 'ClockStarted',
        data: { kind: 'RESOLVE', round: 2, dueAt: '2026-03-06T01:00:00.000Z' },
      },
    ]);
    expect(state.round).toBe(2);
    given(clockDecider, ...past, ...events)
      .when(again)
      .thenNothing();
    given(clockDecider, ...past, ...events)
      .when(observe(responded, after(25), { generation: 6 }))
      .thenNothing();
    given(clockDecider, ...past, ...events)
      .when(observe(contact('OUTBOUND', 'UPDATE', 9), after(26), { generation: 6 }))
      .thenTypes('CaseFactNoted', 'ClockMet', 'ClockStarted');
  });
});
