import { systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import { tierDecider } from './tier.decider.js';
import {
  at,
  compliance,
  confirm,
  date,
  decay,
  decline,
  fact,
  history,
  policyRefs,
  quiet,
  reporter,
  review,
  stateOf,
  words,
} from './tier-story.setup.js';

const floor = { scorePts: 60_000, floorHolds: true, floorUntil: date(80) };

/** T3 proposed on day 0, lapsing at nine in the morning of day 7. */
const proposed = history(fact(0, floor));
const confirmed = history(fact(0, floor), confirm(1));

describe('a proposal', () => {
  it('A8 counts once a person confirms it', () => {
    const outcome = given(tierDecider, ...proposed).when(confirm(1));
    outcome.then({
      type: 'TierConfirmed',
      occurredAt: at(1, 12),
      data: { from: 'T0', to: 'T3', proposalNo: 1, reason: words },
    });
    expect(outcome.state.tier).toBe('T3');
    expect(given(tierDecider, ...confirmed).deadlines).toEqual([]);
  });

  it('is confirmed from where the customer stands by then', () => {
    const raised = history(fact(0, floor), fact(1, floor));
    expect(stateOf(raised).tier).toBe('T1');
    const { events } = given(tierDecider, ...raised).when(confirm(1));
    expect(events).toMatchObject([{ data: { from: 'T1', to: 'T3' } }]);
  });

  it('A8 is ruled on by no program, and by nobody who reported what it rests on', () => {
    const open = given(tierDecider, ...proposed);
    const robot = systemActor('analytics');
    const shop = { kind: 'INTEGRATION', role: 'integration', id: 'shop' } as const;
    for (const rule of [confirm, decline]) {
      open.when(rule(1, robot)).thenRejected('NOT_PERMITTED');
      open.when(rule(1, shop)).thenRejected('NOT_PERMITTED');
      open.when(rule(1, reporter)).thenRejected('SAME_PERSON');
    }
  });

  it('is ruled on while it is open, and by its number where one is named', () => {
    for (const rule of [confirm, decline]) {
      given(tierDecider).when(rule(1)).thenRejected('TIER_NOT_PROPOSED');
      given(tierDecider, ...proposed)
        .when(rule(1, compliance, 2))
        .thenRejected('TIER_NOT_PROPOSED');
      given(tierDecider, ...confirmed)
        .when(rule(1))
        .thenRejected('TIER_NOT_PROPOSED');
    }
    given(tierDecider, ...proposed)
      .when(confirm(1, compliance, 1))
      .thenTypes('TierConfirmed');
  });

  it('that is declined leaves the tier as it is', () => {
    const outcome = given(tierDecider, ...proposed).when(decline(1));
    outcome.then({
      type: 'TierDeclined',
      occurredAt: at(1, 12),
      data: { from: 'T0', to: 'T3', proposalNo: 1, reason: words },
    });
    expect(outcome.state).toMatchObject({ tier: 'T0', proposal: undefined });
  });

  it('lapses at its time, and no later word undoes that', () => {
    const open = given(tierDecider, ...proposed);
    expect(open.deadlines).toEqual([{ timerId: 'TierLapsed', dueAt: at(7, 9) }]);
    const lapsed = {
      type: 'TierLapsed',
      occurredAt: at(7, 9),
      data: { from: 'T0', to: 'T3', proposalNo: 1 },
    } as const;
    open.whenTimeIs(at(7, 8.999)).thenNothing();
    open.whenTimeIs(at(7, 9)).then(lapsed);
    open.when(confirm(7)).thenRejected('TIER_NOT_PROPOSED');
    given(tierDecider, ...proposed, lapsed)
      .whenTimeIs(at(30))
      .thenNothing();
  });

  it('that has lapsed is not open either where nobody has recorded it yet', () => {
    const unsettled = { ...tierDecider, settle: () => [] };
    const late = given(unsettled, ...proposed);
    late.when(confirm(7)).thenRejected('TIER_NOT_PROPOSED');
    late.when(decline(7)).thenRejected('TIER_NOT_PROPOSED');
    const { events } = late.when(fact(7, { ...floor, confirmedFacts: 3 }));
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'TierLapsed', occurredAt: at(7, 9), data: { proposalNo: 1 } },
      { type: 'TierProposed', occurredAt: at(7, 9), data: { proposalNo: 2 } },
    ]);
  });

  it.each([
    ['declined', [fact(0, floor), decline(1)]],
    ['lapsed', [fact(0, floor)]],
  ])('that was %s is made again only on a further confirmed fact', (_, story) => {
    // On day 8 it has lapsed. Points may meanwhile raise to what needs nobody.
    const refused = given(tierDecider, ...history(...story, fact(8, { scorePts: 20_000 })));
    expect(refused.state).toMatchObject({ tier: 'T1', proposal: undefined });
    refused.when(fact(8, floor, 10)).thenTypes('RiskScored');
    refused.when(fact(8, { ...floor, confirmedFacts: 1 }, 10)).thenTypes('RiskScored');
    const { events } = refused.when(fact(8, { ...floor, confirmedFacts: 3 }, 10));
    expect(events[0]).toMatchObject({
      type: 'TierProposed',
      data: { to: 'T3', proposalNo: 2, confirmedFacts: 3 },
    });
  });

  it('that was declined says nothing about a higher one', () => {
    const { events } = given(tierDecider, ...history(fact(0, floor), decline(1))).when(
      fact(2, { ...floor, safetyPts: 70_000 }),
    );
    expect(events[0]).toMatchObject({ type: 'TierProposed', data: { to: 'T4', cause: 'SAFETY' } });
  });
});

describe('what a proposal rests on', () => {
  const rejected = { scorePts: 0, confirmedFacts: 2 };

  it('A8 when it is gone, takes the proposal with it, which nobody has refused', () => {
    const { events, state } = given(tierDecider, ...proposed).when(fact(1, rejected));
    expect(events).toMatchObject([
      { type: 'TierProposalWithdrawn', data: { from: 'T0', to: 'T3', proposalNo: 1 } },
      { type: 'RiskScored' },
    ]);
    expect(state).toMatchObject({ proposal: undefined, refused: {} });
    const withdrawn = given(tierDecider, ...proposed, ...events);
    expect(withdrawn.deadlines).toEqual([]);
    withdrawn.when(confirm(1)).thenRejected('TIER_NOT_PROPOSED');
    // The same facts are there again, e.g. because a link is: no further one is needed.
    withdrawn.when(fact(2, floor)).thenTypes('TierProposed', 'RiskScored');
  });

  it('A8 is looked at once more when it is confirmed', () => {
    given(tierDecider, ...proposed)
      .when(confirm(1, compliance, 1, rejected))
      .thenRejected('PROPOSAL_UNFOUNDED');
    given(tierDecider, ...proposed)
      .when(confirm(1, compliance, 1, { ...floor, scorePts: 0 }))
      .thenTypes('TierConfirmed');
  });

  it('is measured as a fall is: a few points less are no reason', () => {
    const byPoints = history(...[0, 1, 2].map((day) => fact(day, { scorePts: 50_000 })));
    expect(stateOf(byPoints).proposal).toMatchObject({ to: 'T3', cause: 'SCORE' });
    const open = given(tierDecider, ...byPoints);
    open.when(fact(3, { scorePts: 45_000 })).thenTypes('RiskScored');
    open.when(decay(3, { scorePts: 44_999 })).thenTypes('TierProposalWithdrawn', 'RiskScored');
    const alone = { incidents: 2, reporters: 1, topSeverity: 3 };
    open.when(fact(3, { scorePts: 50_000, support: alone })).thenTypes('TierProposalWithdrawn');
  });
});

describe('a change of tier', () => {
  it('leaves no date of the former tier behind; the next evaluation says the new one', () => {
    const fallsOn = { ...quiet.fallsOn, T1: date(40), T3: date(20) };
    const raised = { scorePts: 16_000, fallsOn };
    const story = [fact(0, raised), fact(1, { ...raised, floorHolds: true })];
    const before = given(tierDecider, ...history(...story));
    expect(before.deadlines).toContainEqual({ timerId: 'TierLowered', dueAt: at(40) });
    const moved = given(tierDecider, ...history(...story, confirm(1)));
    expect(moved.deadlines).toEqual([]);
    const after = moved.when(decay(1, { ...raised, floorHolds: true, floorUntil: date(80) }, 13));
    after.then({
      type: 'RiskScored',
      occurredAt: at(1, 13),
      policyRefs,
      data: {
        ...{ scorePts: 16_000, tier: 'T3', modelVersion: 1, policyVersion: 1, asOf: date(1) },
        nextChangeAt: at(80),
      },
    });
  });
});

describe('a review', () => {
  it('keeps a tier, and says so', () => {
    given(tierDecider, ...confirmed)
      .when(review(2, 'KEEP'))
      .then({
        type: 'TierReviewed',
        occurredAt: at(2, 12),
        data: { tier: 'T3', reason: words },
      });
  });

  it('lowers by one, also where time or the floor would not', () => {
    given(tierDecider, ...confirmed)
      .when(review(2, 'LOWER'))
      .then({
        type: 'TierLowered',
        occurredAt: at(2, 12),
        data: { from: 'T3', to: 'T2', cause: 'REVIEW', reason: words, confirmedFacts: 2 },
      });
  });

  it('A44 that lowers binds like a decline: the tier is entered again on a further fact only', () => {
    const past = history(fact(0, floor), confirm(1), review(2, 'LOWER'));
    const lowered = given(tierDecider, ...past);
    lowered.when(fact(3, floor)).thenTypes('RiskScored');
    lowered.when(fact(3, { ...floor, confirmedFacts: 3 })).thenTypes('TierProposed', 'RiskScored');
    // It says nothing about a higher one.
    const { events } = lowered.when(fact(3, { ...floor, safetyPts: 70_000 }));
    expect(events[0]).toMatchObject({ type: 'TierProposed', data: { from: 'T2', to: 'T4' } });
  });

  it('A44 that lowers binds also where a rise needs nobody, and no fall by time does', () => {
    const seen = { scorePts: 40_000 };
    const raised = [fact(0, seen), fact(1, seen)];
    const raisedToT2 = expect.objectContaining({
      type: 'TierRaised',
      data: expect.objectContaining({ from: 'T1', to: 'T2' }),
    });
    const reviewed = given(
      tierDecider,
      ...history(...raised, review(2, 'LOWER', compliance, 'T2')),
    );
    expect(reviewed.state.tier).toBe('T1');
    expect(reviewed.when(fact(3, seen)).events).not.toContainEqual(raisedToT2);
    const further = reviewed.when(fact(3, { ...seen, confirmedFacts: 3 }));
    expect(further.events).toContainEqual(raisedToT2);
    const fall = fact(20, { fallsOn: { ...quiet.fallsOn, T2: date(20) } });
    const fallen = given(tierDecider, ...history(...raised, fall));
    expect(fallen.state.tier).toBe('T1');
    expect(fallen.when(fact(21, seen)).events).toContainEqual(raisedToT2);
  });

  it('lowers nobody below T0', () => {
    given(tierDecider)
      .when(review(2, 'LOWER', compliance, 'T0'))
      .thenRejected('TIER_IS_LOWEST');
    given(tierDecider)
      .when(review(2, 'KEEP', compliance, 'T0'))
      .thenTypes('TierReviewed');
  });

  it('is of the tier that its reader sees: two at once lower it once', () => {
    const past = history(fact(0, floor), confirm(1), review(2, 'LOWER'));
    const second = given(tierDecider, ...past);
    second.when(review(2, 'LOWER')).thenRejected('TIER_CHANGED');
    second.when(review(2, 'KEEP')).thenRejected('TIER_CHANGED');
    second.when(review(2, 'LOWER', compliance, 'T2')).thenTypes('TierLowered');
  });

  it('is for a person who reported nothing of it', () => {
    const past = given(tierDecider, ...confirmed);
    past.when(review(2, 'KEEP', systemActor('analytics'))).thenRejected('NOT_PERMITTED');
    past.when(review(2, 'LOWER', reporter)).thenRejected('SAME_PERSON');
  });

  it('on the day of a fall is that day’s fall', () => {
    const fallsOn = { ...quiet.fallsOn, T3: date(20), T2: date(10) };
    const past = history(fact(0, floor), confirm(1), review(20, 'LOWER'));
    const { events } = given(tierDecider, ...past).when(decay(20, { fallsOn }, 13));
    expect(events).toMatchObject([{ type: 'RiskScored', data: { nextChangeAt: at(21) } }]);
  });
});
