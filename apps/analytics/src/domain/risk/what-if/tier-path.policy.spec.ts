import { type Timestamp, plusSeconds } from '@redress/kernel';
import fc from 'fast-check';
import { somebody } from '../facts/facts.setup.js';
import { type IdentityFacts, initialFacts } from '../facts/identity-facts.js';
import { firstDivergence } from './path-divergence.policy.js';
import { type RiskParameters, riskPolicyV1 } from '../policy/risk-parameters.policy.js';
import {
  baseline,
  confirmed,
  customer,
  daysAgo,
  id,
  inDays,
  rejected,
  reported,
  withIncidents,
  zone,
} from '../score/risk-story.setup.js';
import { type PathRules, tierPath } from './tier-path.policy.js';
import type { TierChange } from '../tier/tier-history.js';

/** Anybody, with any past. */
const anybody = fc.infiniteStream(fc.nat(99_999)).map(somebody);

const me = id(700);
const until = daysAgo(0).recordedAt;

const rules = (parameters: RiskParameters = riskPolicyV1): PathRules => ({
  ...{ parameters, zone, baselines: [baseline], policyVersion: 1, modelVersion: 1 },
  lapsesAt: (at: Timestamp) => plusSeconds(at, 7 * 86_400),
});

/** Of a customer who was registered long before anything happened. */
function pathOf(facts: IdentityFacts, parameters?: RiskParameters, end = until) {
  const members = new Map([[me, { ...facts, registered: daysAgo(510) }]]);
  return tierPath({ members, customerId: me, until: end }, rules(parameters));
}

/** What a reader of the path sees: days ago, tier, proposal, why. */
const told = (path: ReturnType<typeof tierPath>) =>
  path.map(({ at, tier, proposed, cause }) => {
    const why = cause.kind === 'PERSON' ? cause.decision : cause.kind;
    return `${at.slice(0, 10)} ${tier}${proposed ? `?${proposed}` : ''} ${why}`;
  });

function change(
  kind: TierChange['kind'],
  days: number,
  more: Partial<TierChange> = {},
): TierChange {
  const step = { from: 'T0', to: 'T3', proposalNo: 1, cause: null, lapsesAt: null } as const;
  return { kind, ...step, ...daysAgo(days), ...more };
}

/** A threat that somebody else confirmed at once. */
const threat = withIncidents(confirmed('B2', 5, 60));

const withHistory = (...changes: readonly TierChange[]): IdentityFacts => ({
  ...threat,
  tier: { scores: [], changes },
});

describe('the path of a tier', () => {
  it('rises with facts and falls with days, one tier at a time', () => {
    const facts = withIncidents(confirmed('B1', 2, 400), confirmed('B5', 5, 399));
    const path = pathOf(facts);
    expect(told(path)).toEqual([
      `${inDays(-400)} T0 FACTS`,
      `${inDays(-399)} T1 FACTS`,
      expect.stringMatching(/T0 TIME$/),
    ]);
    expect(path[1]).toMatchObject({
      ...{ scorePts: 22_969, confirmation: null },
      cause: { factIds: [facts.incidents[1]?.incidentId] },
    });
    expect(pathOf(facts, riskPolicyV1, daysAgo(399).recordedAt)).toEqual(path.slice(0, 2));
  });

  it('a proposal lapses where nobody answers it', () => {
    const path = pathOf(threat);
    expect(told(path)).toEqual([`${inDays(-60)} T0?T3 FACTS`, `${inDays(-53)} T0 TIME`]);
    expect(path[0]?.confirmation).toBe('WOULD_NEED_CONFIRMATION');
  });

  it('keeps what people decided where the same proposal arises', () => {
    const proposed = change('PROPOSED', 60);
    const yes = pathOf(withHistory(proposed, change('CONFIRMED', 58)));
    expect(told(yes)).toEqual([`${inDays(-60)} T0?T3 FACTS`, `${inDays(-58)} T3 CONFIRMED`]);
    expect(yes[0]?.confirmation).toBe('KEPT');
    const no = pathOf(withHistory(proposed, change('DECLINED', 58)));
    expect(told(no)).toEqual([`${inDays(-60)} T0?T3 FACTS`, `${inDays(-58)} T0 DECLINED`]);
    const silence = pathOf(withHistory(proposed, change('LAPSED', 53)));
    expect(silence.map(({ confirmation }) => confirmation)).toEqual(['KEPT', null]);
  });

  it('passes over what people decided where the proposal does not arise', () => {
    const facts = withHistory(change('PROPOSED', 60), change('CONFIRMED', 58));
    const milder = { ...riskPolicyV1, floor: { ...riskPolicyV1.floor, severity: 5 } };
    const once = { ...facts, incidents: [{ ...confirmed('B2', 4, 60), incidentId: id(9) }] };
    expect(told(pathOf(once, milder))).toEqual([
      `${inDays(-60)} T0 FACTS`,
      `${inDays(-58)} T0 CONFIRMED`,
    ]);
  });

  it('keeps a review that lowered the tier, until a further fact is confirmed', () => {
    const facts = withIncidents(
      confirmed('B1', 2, 40),
      confirmed('B5', 5, 39),
      reported('B1', 5, 20),
      confirmed('B1', 5, 10),
    );
    const lowered = change('LOWERED', 30, { from: 'T1', to: 'T0', cause: 'REVIEW' });
    expect(told(pathOf({ ...facts, tier: { scores: [], changes: [lowered] } }))).toEqual([
      `${inDays(-40)} T0 FACTS`,
      `${inDays(-39)} T1 FACTS`,
      `${inDays(-30)} T0 LOWERED`,
      `${inDays(-20)} T0 FACTS`,
      `${inDays(-10)} T1 FACTS`,
    ]);
  });

  it('time alone raises nothing, whatever the score does', () => {
    fc.assert(
      fc.property(anybody, (facts) => {
        const path = pathOf(facts);
        for (const [index, { tier, cause }] of path.entries()) {
          if (cause.kind === 'TIME') expect(tier <= (path[index - 1]?.tier ?? 'T0')).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('a complaint weighs from when it was known to be theirs', () => {
    const link = { kind: 'LINKED' as const, otherId: me, evidenceIds: [], confidencePct: 90 };
    const complaint: IdentityFacts = {
      ...{ ...initialFacts, kind: 'COMPLAINT', registered: daysAgo(90) },
      incidents: [confirmed('B2', 5, 80)],
      links: [{ ...link, ...daysAgo(20) }],
    };
    const members = new Map([
      [me, { ...customer, registered: daysAgo(90) }],
      [id(800), complaint],
    ]);
    const path = tierPath({ members, customerId: me, until }, rules());
    expect(told(path)).toEqual([`${inDays(-20)} T0?T3 FACTS`, `${inDays(-13)} T0 TIME`]);
    expect(path[0]?.cause).toEqual({ kind: 'FACTS', factIds: [me] });
  });

  it('nothing is said while the customer was shown under another id', () => {
    const link = { kind: 'LINKED' as const, otherId: id(1), evidenceIds: [], confidencePct: 90 };
    const members = new Map([
      [me, { ...threat, registered: daysAgo(90), links: [{ ...link, ...daysAgo(80) }] }],
      [id(1), { ...customer, registered: daysAgo(90) }],
    ]);
    const path = tierPath({ members, customerId: me, until }, rules());
    expect(new Set(path.map(({ tier, proposed }) => `${tier} ${proposed}`))).toEqual(
      new Set(['T0 null']),
    );
  });
});

describe('where two paths part', () => {
  const stricter: RiskParameters = {
    ...riskPolicyV1,
    tierEntryPts: { ...riskPolicyV1.tierEntryPts, T1: 10 },
  };

  it('the same rules never part', () => {
    fc.assert(
      fc.property(anybody, (facts) => {
        const path = pathOf(facts);
        expect(pathOf(facts)).toEqual(path);
        expect(firstDivergence(path, path)).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });

  it('names the first fact from which on the rules differ', () => {
    const second = confirmed('B5', 2, 20);
    const facts = withIncidents(confirmed('B1', 2, 30), second, confirmed('B1', 4, 10));
    const parted = firstDivergence(pathOf(facts), pathOf(facts, stricter));
    expect(parted).toMatchObject({
      at: second.recordedAt,
      cause: { kind: 'FACTS', factIds: [second.incidentId] },
      a: { tier: 'T0' },
      b: { tier: 'T1' },
    });
  });

  it('names the day where time parts them', () => {
    const facts = withIncidents(confirmed('B1', 2, 400), confirmed('B5', 5, 399));
    const slower = { ...riskPolicyV1, fall: { ...riskPolicyV1.fall, days: 60 } };
    const parted = firstDivergence(pathOf(facts), pathOf(facts, slower));
    expect(parted).toMatchObject({ cause: { kind: 'TIME' }, a: { tier: 'T0' }, b: { tier: 'T1' } });
  });

  it('scores that differ alone are no parting', () => {
    const facts = withIncidents(reported('B1', 1, 5));
    const heavier = {
      ...riskPolicyV1,
      reported: { ...riskPolicyV1.reported, confidencePct: 100 },
    };
    expect(pathOf(facts)).not.toEqual(pathOf(facts, heavier));
    expect(firstDivergence(pathOf(facts), pathOf(facts, heavier))).toBeUndefined();
    expect(
      firstDivergence([], pathOf(withIncidents(rejected(confirmed('B1', 1, 5), 2)))),
    ).toBeUndefined();
  });
});
