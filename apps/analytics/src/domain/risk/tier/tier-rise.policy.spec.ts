import { given } from '@redress/testing/given';
import { tierDecider } from './tier.decider.js';
import { at, date, decay, fact, history, policyRefs, quiet, stateOf } from './tier-story.setup.js';

const t1 = history(fact(0, { scorePts: 16_000 }));
const toT2 = [fact(0, { scorePts: 16_000 }), fact(1, { scorePts: 31_000 })] as const;

describe('a customer of whom nothing is known', () => {
  it('gets no event: neither for nothing, nor for the same again', () => {
    given(tierDecider).when(fact(0, {})).thenNothing();
    given(tierDecider).when(decay(0, {})).thenNothing();
  });

  it('A8 is scored from the first point on, and once for the same', () => {
    const scored = {
      type: 'RiskScored',
      occurredAt: at(0, 9),
      policyRefs,
      data: { scorePts: 4_000, tier: 'T0', modelVersion: 1, policyVersion: 1, asOf: date(0) },
    } as const;
    given(tierDecider)
      .when(fact(0, { scorePts: 4_000 }))
      .then(scored);
    given(tierDecider, scored)
      .when(fact(3, { scorePts: 4_000 }))
      .thenNothing();
    given(tierDecider, scored)
      .when(decay(3, { scorePts: 3_900 }))
      .thenTypes('RiskScored');
    given(tierDecider, scored)
      .when(fact(3, { scorePts: 0 }))
      .thenTypes('RiskScored');
  });
});

describe('a rise by points', () => {
  it('A8 to T1 needs nobody, and is dated by the local day', () => {
    given(tierDecider)
      .when(fact(0, { scorePts: 15_000 }))
      .then(
        {
          type: 'TierRaised',
          occurredAt: at(0, 9),
          policyRefs,
          data: { from: 'T0', to: 'T1', asOf: date(0), cause: 'SCORE' },
        },
        {
          type: 'RiskScored',
          occurredAt: at(0, 9),
          policyRefs,
          data: { scorePts: 15_000, tier: 'T1', modelVersion: 1, policyVersion: 1, asOf: date(0) },
        },
      );
    given(tierDecider)
      .when(fact(0, { scorePts: 14_999 }))
      .thenTypes('RiskScored');
  });

  it('says when the tier falls again: the beginning of that local day', () => {
    const fallsOn = { ...quiet.fallsOn, T1: date(20) };
    const { state } = given(tierDecider).when(fact(0, { scorePts: 15_000, fallsOn }));
    expect(state.nextChangeAt).toBe(at(20));
  });

  it.each([
    ['one incident', { incidents: 1, reporters: 2, topSeverity: 3 }, 'T0'],
    ['one reporter', { incidents: 2, reporters: 1, topSeverity: 4 }, 'T0'],
    ['neither', { incidents: 0, reporters: 0, topSeverity: 0 }, 'T0'],
    ['two by two', { incidents: 2, reporters: 2, topSeverity: 1 }, 'T1'],
    ['one as grave as can be', { incidents: 1, reporters: 1, topSeverity: 5 }, 'T1'],
  ])('A8 with %s', (_, support, tier) => {
    const { state } = given(tierDecider).when(fact(0, { scorePts: 90_000, support }));
    expect(state.tier).toBe(tier);
  });

  it('goes one tier at a time, once a local day', () => {
    const again = given(tierDecider, ...t1);
    again.when(fact(0, { scorePts: 90_000 }, 23)).thenTypes('RiskScored');
    again.when(fact(1, { scorePts: 90_000 }, 0)).thenTypes('TierRaised', 'RiskScored');
    expect(again.when(fact(1, { scorePts: 90_000 }, 0)).state.tier).toBe('T2');
  });

  it('never comes from time alone', () => {
    given(tierDecider, ...t1)
      .when(decay(1, { scorePts: 90_000, safetyPts: 90_000, floorHolds: true }))
      .thenTypes('RiskScored');
  });

  it('A8 to T3 is only proposed; the tier stays', () => {
    const proposed = given(tierDecider, ...history(...toT2)).when(fact(2, { scorePts: 50_000 }));
    expect(proposed.events[0]).toEqual({
      type: 'TierProposed',
      occurredAt: at(2, 9),
      policyRefs,
      data: {
        from: 'T2',
        to: 'T3',
        proposalNo: 1,
        asOf: date(2),
        cause: 'SCORE',
        lapsesAt: at(9, 9),
        confirmedFacts: 2,
      },
    });
    expect(proposed.events[1]).toMatchObject({ type: 'RiskScored', data: { tier: 'T2' } });
    expect(proposed.state.tier).toBe('T2');
  });

  it('makes no second proposal while one is open, however high the points', () => {
    const t3 = fact(2, { scorePts: 50_000 });
    given(tierDecider, ...history(...toT2, t3))
      .when(fact(3, { scorePts: 95_000, confirmedFacts: 9 }))
      .thenTypes('RiskScored');
  });
});

describe('danger', () => {
  it('A23 goes straight to its tier, on a day that had its rise', () => {
    given(tierDecider, ...t1)
      .when(fact(0, { scorePts: 60_000, safetyPts: 30_000 }, 10))
      .then(
        {
          type: 'TierRaised',
          occurredAt: at(0, 10),
          policyRefs,
          data: { from: 'T1', to: 'T2', asOf: date(0), cause: 'SAFETY' },
        },
        {
          type: 'RiskScored',
          occurredAt: at(0, 10),
          policyRefs,
          data: { scorePts: 60_000, tier: 'T2', modelVersion: 1, policyVersion: 1, asOf: date(0) },
        },
      );
    const straight = given(tierDecider).when(fact(0, { scorePts: 70_000, safetyPts: 70_000 }));
    expect(straight.events[0]).toMatchObject({
      type: 'TierProposed',
      data: { from: 'T0', to: 'T4', cause: 'SAFETY' },
    });
  });

  it('needs support as well: nobody rises on the word of one', () => {
    const support = { incidents: 1, reporters: 1, topSeverity: 3 };
    given(tierDecider)
      .when(fact(0, { scorePts: 30_000, safetyPts: 30_000, support }))
      .thenTypes('RiskScored');
  });

  it('the floor proposes T3 whatever the score and whoever reported it', () => {
    const support = { incidents: 1, reporters: 1, topSeverity: 4 };
    const floor = fact(0, { scorePts: 5_000, floorHolds: true, floorUntil: date(80), support });
    const { events } = given(tierDecider).when(floor);
    expect(events[0]).toMatchObject({
      type: 'TierProposed',
      data: { from: 'T0', to: 'T3', proposalNo: 1, cause: 'SAFETY_FLOOR' },
    });
  });

  it('replaces an open lower proposal, and gives way to it again when it is not founded', () => {
    const floor = history(fact(0, { scorePts: 20_000, floorHolds: true }));
    const graver = { scorePts: 75_000, safetyPts: 75_000, floorHolds: true };
    given(tierDecider, ...floor)
      .when(fact(0, graver, 15))
      .thenTypes('TierProposalWithdrawn', 'TierProposed', 'RiskScored');
    const events = history(fact(0, { scorePts: 20_000, floorHolds: true }), fact(0, graver, 15));
    expect(stateOf(events).proposal).toMatchObject({ proposalNo: 2, to: 'T4', cause: 'SAFETY' });
    expect(events.find(({ type }) => type === 'TierProposalWithdrawn')).toMatchObject({
      occurredAt: at(0, 15),
      data: { from: 'T0', to: 'T3', proposalNo: 1 },
    });
    given(tierDecider, ...events)
      .when(fact(0, { ...graver, scorePts: 65_000, safetyPts: 65_000 }, 16))
      .thenTypes('RiskScored');
    const less = given(tierDecider, ...events).when(
      fact(0, { ...graver, scorePts: 60_000, safetyPts: 60_000 }, 16),
    );
    less.thenTypes('TierProposalWithdrawn', 'TierProposed', 'RiskScored');
    expect(less.state.proposal).toMatchObject({ proposalNo: 3, to: 'T3', cause: 'SAFETY_FLOOR' });
  });

  it('does not hold back what needs nobody: points raise below an open proposal', () => {
    const floor = history(fact(0, { scorePts: 20_000, floorHolds: true }));
    const open = given(tierDecider, ...floor);
    open.when(fact(0, { scorePts: 20_000, floorHolds: true }, 15)).thenNothing();
    open
      .when(fact(1, { scorePts: 20_000, floorHolds: true }))
      .thenTypes('TierRaised', 'RiskScored');
  });
});
