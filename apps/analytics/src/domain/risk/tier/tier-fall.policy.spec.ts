import { given } from '@redress/testing/given';
import { tierDecider } from './tier.decider.js';
import {
  at,
  confirm,
  date,
  decay,
  fact,
  history,
  policyRefs,
  quiet,
  stateOf,
} from './tier-story.setup.js';

/** When each tier falls, in days; a tier that is not named never does. */
function falls(days: Partial<Record<'T1' | 'T2' | 'T3' | 'T4', number>>) {
  const dates = Object.entries(days).map(([tier, day]) => [tier, date(day)]);
  return { ...quiet.fallsOn, ...Object.fromEntries(dates) };
}

/** T2 from day 1 on; falls at the beginning of day 30, and T1 on day 50. */
const fallsOn = falls({ T2: 30, T1: 50 });
const t2 = history(fact(0, { scorePts: 40_000, fallsOn }), fact(1, { scorePts: 40_000, fallsOn }));

const lowered = {
  type: 'TierLowered',
  occurredAt: at(30),
  policyRefs,
  data: { from: 'T2', to: 'T1', cause: 'DECAY' },
} as const;

describe('a fall', () => {
  it('comes with the day that the last evaluation named, whoever calls or does not', () => {
    const waiting = given(tierDecider, ...t2);
    expect(waiting.deadlines).toEqual([{ timerId: 'TierLowered', dueAt: at(30) }]);
    waiting.whenTimeIs(at(29, 23.999)).thenNothing();
    waiting.whenTimeIs(at(30)).then(lowered);
    waiting.whenTimeIs(at(300)).then(lowered);
  });

  it('is one fall: the next has no date before the customer is evaluated again', () => {
    const fallen = given(tierDecider, ...t2, lowered);
    expect(fallen.deadlines).toEqual([]);
    fallen.whenTimeIs(at(300)).thenNothing();
    fallen.when(decay(30, { scorePts: 24_000, fallsOn }, 0)).then({
      type: 'RiskScored',
      occurredAt: at(30),
      policyRefs,
      data: {
        ...{ scorePts: 24_000, tier: 'T1', modelVersion: 1, policyVersion: 1, asOf: date(30) },
        nextChangeAt: at(50),
      },
    });
  });

  it('is undone by no fact that comes after it', () => {
    const { events } = given(tierDecider, ...t2).when(fact(30, { scorePts: 26_000 }));
    expect(events.map(({ type }) => type)).toEqual(['TierLowered', 'RiskScored']);
    expect(events[0]?.occurredAt).toBe(at(30));
  });

  it('is put off by a fact that comes before it', () => {
    const later = fact(29, { scorePts: 40_000, fallsOn: falls({ T2: 44 }) });
    const events = [...t2, ...given(tierDecider, ...t2).when(later).events];
    expect(given(tierDecider, ...events).deadlines).toEqual([
      { timerId: 'TierLowered', dueAt: at(44) },
    ]);
    given(tierDecider, ...events)
      .whenTimeIs(at(43))
      .thenNothing();
  });

  it('comes at once where a fact shows that its day has passed, one tier a day', () => {
    const passed = { scorePts: 1_000, fallsOn: falls({ T2: 10, T1: 12 }) };
    const first = given(tierDecider, ...t2).when(fact(15, passed));
    first.then(
      { ...lowered, occurredAt: at(15, 9) },
      {
        type: 'RiskScored',
        occurredAt: at(15, 9),
        policyRefs,
        data: {
          ...{ scorePts: 1_000, tier: 'T1', modelVersion: 1, policyVersion: 1, asOf: date(15) },
          nextChangeAt: at(16),
        },
      },
    );
    const events = [...t2, ...first.events];
    given(tierDecider, ...events)
      .when(fact(15, passed, 10))
      .thenNothing();
    given(tierDecider, ...events)
      .whenTimeIs(at(16))
      .thenTypes('TierLowered');
  });

  it('comes on the first day below, not on the day before', () => {
    given(tierDecider, ...t2)
      .when(decay(14, { scorePts: 24_999, fallsOn: falls({ T2: 15 }) }))
      .thenTypes('RiskScored');
    given(tierDecider, ...t2)
      .when(decay(15, { scorePts: 24_999, fallsOn: falls({ T2: 15 }) }))
      .thenTypes('TierLowered', 'RiskScored');
  });

  it('ends at T0', () => {
    const passed = { fallsOn: falls({ T1: 1, T2: 1, T3: 1, T4: 1 }) };
    const fallen = history(fact(0, { scorePts: 20_000 }), decay(2, passed));
    expect(stateOf(fallen).tier).toBe('T0');
    given(tierDecider, ...fallen)
      .when(decay(3, passed))
      .thenNothing();
    expect(given(tierDecider, ...fallen).deadlines).toEqual([]);
  });
});

describe('the floor', () => {
  const floor = { scorePts: 60_000, floorHolds: true, floorUntil: date(80) };
  const t3 = history(fact(0, floor), confirm(1));

  it('holds T3 until it ends, however few the points', () => {
    const held = { ...floor, scorePts: 2_000, fallsOn: falls({ T3: 20 }) };
    const { state } = given(tierDecider, ...t3).when(decay(40, held));
    expect(state).toMatchObject({ tier: 'T3', nextChangeAt: at(80) });
    const longer = { ...held, fallsOn: falls({ T3: 95 }) };
    const later = given(tierDecider, ...t3).when(decay(40, longer));
    expect(later.state.nextChangeAt).toBe(at(95));
    const open = given(tierDecider, ...t3).when(decay(40, { ...held, floorUntil: null }));
    expect(open.state).toMatchObject({ tier: 'T3', nextChangeAt: undefined });
  });

  it('lets T3 go on its last day', () => {
    const ended = { scorePts: 2_000, fallsOn: falls({ T3: 20 }) };
    given(tierDecider, ...t3)
      .when(decay(80, ended))
      .thenTypes('TierLowered', 'RiskScored');
  });

  it('does not hold T4, nor a tier below that nobody raised', () => {
    const four = { ...floor, safetyPts: 70_000, scorePts: 70_000 };
    const t4 = history(fact(0, four), confirm(1));
    const lower = given(tierDecider, ...t4).when(
      decay(30, { ...floor, fallsOn: falls({ T4: 20 }) }),
    );
    expect(lower.state.tier).toBe('T3');
    const proposedOnly = history(fact(0, { scorePts: 16_000 }), fact(1, floor));
    const fallen = given(tierDecider, ...proposedOnly).when(
      decay(3, { ...floor, fallsOn: falls({ T1: 2 }) }),
    );
    expect(fallen.state).toMatchObject({ tier: 'T0', proposal: { to: 'T3' } });
  });
});

describe('a lapse and a fall in one wait', () => {
  it('are recorded in the order of time', () => {
    const both = history(
      fact(0, { scorePts: 16_000, fallsOn: falls({ T1: 5 }) }),
      fact(1, { scorePts: 16_000, floorHolds: true, fallsOn: falls({ T1: 5 }) }),
    );
    given(tierDecider, ...both)
      .whenTimeIs(at(9))
      .thenTypes('TierLowered', 'TierLapsed');
    const later = history(
      fact(0, { scorePts: 16_000, fallsOn: falls({ T1: 20 }) }),
      fact(1, { scorePts: 16_000, floorHolds: true, fallsOn: falls({ T1: 20 }) }),
    );
    given(tierDecider, ...later)
      .whenTimeIs(at(30))
      .thenTypes('TierLapsed', 'TierLowered');
  });
});
