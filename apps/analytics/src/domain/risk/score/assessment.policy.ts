import type { LocalDate } from '@redress/kernel';
import type { IdentityFacts } from '../facts/identity-facts.js';
import { entryAt, type LedgerEntry } from './ledger-entry.js';
import { dateOf, dayOf, type EpochDay } from '../facts/local-day.js';
import {
  type RiskLedger,
  type RiskQuestion,
  totalsAt,
  weighingLedgerOf,
} from './risk-ledger.policy.js';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';
import type { RiskAssessment } from '../tier/tier-command.js';

const tiers = ['T1', 'T2', 'T3', 'T4'] as const;
type RaisedTier = (typeof tiers)[number];

/** How far ahead a fall is looked for: five years and a leap day. */
export const HORIZON_DAYS = 1_826;

/** What the tier of a customer depends on, on one local day. */
export function assess(question: RiskQuestion): RiskAssessment {
  return assessLedger(weighingLedgerOf(question), question);
}

/** The same from a ledger that is at hand already. */
export function assessLedger(
  ledger: RiskLedger,
  { date, members, parameters }: RiskQuestion,
): RiskAssessment {
  const day = dayOf(date);
  const floorDay = floorUntil(ledger, day, parameters.floor);
  let falls: RiskAssessment['fallsOn'] | undefined;
  return {
    asOf: date,
    ...totalsAt(ledger, day),
    support: supportOf(ledger, day),
    floorHolds: floorDay !== null,
    floorUntil: floorDay === null ? null : dateOf(floorDay),
    // A walk over days, for who looks at it: out of the lowest tier nobody falls, and most are there.
    get fallsOn() {
      falls ??= fallsOn(ledger, day, { parameters, floorDay });
      return falls;
    },
    confirmedFacts: everConfirmed(members),
  };
}

/**
 * What a rise may rest on: the incidents that still weigh something. How grave the gravest is counts
 * from when it was confirmed; of a threat or violence from when it was reported, because nobody waits
 * for a review while somebody is in danger. (Reported fraud weighs nothing, so it is not among them.)
 */
function supportOf({ charges }: RiskLedger, day: EpochDay): RiskAssessment['support'] {
  const incidents = charges.flatMap(({ entries, safety }) =>
    entries
      .filter((entry) => entry.source === 'INCIDENT' && entryAt(entry, day) > 0)
      .map((entry) => ({ ...entry, isTrusted: safety || entry.confidencePct === 100 })),
  );
  const trusted = incidents.filter(({ isTrusted }) => isTrusted);
  return {
    incidents: incidents.length,
    reporters: new Set(incidents.map(({ reporterId }) => reporterId)).size,
    topSeverity: Math.max(0, ...trusted.map(({ severity }) => severity ?? 0)),
  };
}

/** The incidents that hold the floor on a day: danger, grave and young. */
export function floorEntries(
  { charges }: RiskLedger,
  day: EpochDay,
  floor: RiskParameters['floor'],
): readonly LedgerEntry[] {
  return charges
    .filter(({ safety }) => safety)
    .flatMap(({ entries }) => entries)
    .filter((entry) => (entry.severity ?? 0) >= floor.severity)
    .filter((entry) => entryAt(entry, day) > 0 && day - entry.from < floor.days);
}

/** The first day on which the floor holds no more; null where it does not hold now. */
function floorUntil(
  ledger: RiskLedger,
  day: EpochDay,
  floor: RiskParameters['floor'],
): EpochDay | null {
  const ends = floorEntries(ledger, day, floor).map(({ from, until }) =>
    Math.min(from + floor.days, until),
  );
  return ends.length === 0 ? null : Math.max(...ends);
}

/**
 * The day on which each tier falls: the first from `day` on that ends as many days in a row below
 * its entry less the margin, itself included, with no new facts. Days before `day` count as the facts
 * known now give them, so a rejected incident holds nobody up. Out of the tier of the floor nobody
 * falls while the floor holds.
 */
function fallsOn(
  ledger: RiskLedger,
  day: EpochDay,
  { parameters, floorDay }: { parameters: RiskParameters; floorDay: EpochDay | null },
): RiskAssessment['fallsOn'] {
  const found: Record<RaisedTier, LocalDate | null> = { T1: null, T2: null, T3: null, T4: null };
  const { tierEntryPts, fall, floor } = parameters;
  const watched = tiers.map((tier) => ({
    tier,
    limit: (tierEntryPts[tier] - fall.marginPts) * 1_000,
    notBefore: tier === floor.tier ? (floorDay ?? day) : day,
    daysBelow: 0,
  }));
  let open = watched;
  for (let each = day - fall.days + 1; each <= day + HORIZON_DAYS && open.length > 0; each++) {
    const { scorePts } = totalsAt(ledger, each);
    for (const watch of open) watch.daysBelow = scorePts < watch.limit ? watch.daysBelow + 1 : 0;
    const done = open.filter((watch) => watch.daysBelow >= fall.days && each >= watch.notBefore);
    for (const { tier } of done) found[tier] = dateOf(each);
    if (done.length > 0) open = open.filter((watch) => !done.includes(watch));
  }
  return found;
}

/** Incidents that were ever confirmed: a number that does not fall, so each new one can be told. */
function everConfirmed(members: readonly IdentityFacts[]): number {
  return members
    .flatMap(({ incidents }) => incidents)
    .filter(({ verdicts }) => verdicts.some(({ kind }) => kind === 'CONFIRMED')).length;
}
