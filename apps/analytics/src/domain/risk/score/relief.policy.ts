import type { RiskCreditKind, RiskFactor, RiskTier } from '@redress/contracts';
import { floorEntries } from './assessment.policy.js';
import { type EntrySource, entryAt, type LedgerEntry, NEVER } from './ledger-entry.js';
import { dayOf, type EpochDay } from '../facts/local-day.js';
import { type RiskLedger, type RiskQuestion, totalsAt } from './risk-ledger.policy.js';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';

/** One fact without which the tier would fall, e.g. because a review or an appeal rejects it. */
export interface FactRelief {
  readonly factor: RiskFactor;
  readonly source: EntrySource;
  readonly factId: string;
  /** How much lower the score would be. */
  readonly lowersMilli: number;
}

/** One further credit with which the tier would fall. */
export interface CreditRelief {
  readonly kind: RiskCreditKind;
  readonly lowersMilli: number;
}

/** What would have to change for a tier to fall; it then falls after the days that the policy asks. */
export interface Relief {
  /** Millipoints by which the score would have to be lower; 0 where it is low enough already. */
  readonly missingMilli: number;
  /** The lightest single fact that would do, and the smallest single credit; null where none would. */
  readonly withoutFact: FactRelief | null;
  readonly withCredit: CreditRelief | null;
}

/** The nearest changes that lower a tier, on the day of the question. */
export function reliefOf(
  ledger: RiskLedger,
  tier: Exclude<RiskTier, 'T0'>,
  { date, parameters }: RiskQuestion,
): Relief {
  const day = dayOf(date);
  const { scorePts } = totalsAt(ledger, day);
  const limit = (parameters.tierEntryPts[tier] - parameters.fall.marginPts) * 1_000;
  const missingMilli = Math.max(0, scorePts - limit + 1);
  const holders = tier === parameters.floor.tier ? floorEntries(ledger, day, parameters.floor) : [];
  const isEnough = ({ lowersMilli }: { lowersMilli: number }) => lowersMilli >= missingMilli;
  const facts = factReliefs(ledger, day)
    // Whatever the score, nobody falls while another fact holds the floor.
    .filter(({ entry }) => holders.every((each) => each === entry))
    .map(({ entry, ...relief }) => ({ ...relief, source: entry.source, factId: entry.factId }))
    .filter(isEnough);
  const credits = holders.length > 0 ? [] : creditReliefs(ledger, day, parameters).filter(isEnough);
  return {
    missingMilli,
    withoutFact: missingMilli === 0 && holders.length === 0 ? null : lightest(facts),
    withCredit: missingMilli === 0 ? null : lightest(credits),
  };
}

function factReliefs(ledger: RiskLedger, day: EpochDay) {
  const { scorePts } = totalsAt(ledger, day);
  return ledger.charges.flatMap((group) =>
    group.entries
      .filter((entry) => entryAt(entry, day) > 0)
      .map((entry) => {
        const others = group.entries.filter((each) => each !== entry);
        const charges = ledger.charges.map((each) =>
          each === group ? { ...group, entries: others } : each,
        );
        const without = totalsAt({ ...ledger, charges }, day);
        return { factor: group.of, entry, lowersMilli: scorePts - without.scorePts };
      }),
  );
}

/** Each kind of credit, one more of it today; tenure comes by itself, in time. */
function creditReliefs(
  ledger: RiskLedger,
  day: EpochDay,
  parameters: RiskParameters,
): readonly CreditRelief[] {
  const { scorePts } = totalsAt(ledger, day);
  return parameters.credits
    .filter(({ kind }) => kind !== 'TENURE')
    .map(({ kind, pts, capPts }) => {
      const known = ledger.credits.find(({ of }) => of === kind)?.entries ?? [];
      const entries = [...known, fresh(pts, day)];
      const group = { of: kind, capMilli: capPts * 1_000, safety: false, entries };
      const credits = [...ledger.credits.filter(({ of }) => of !== kind), group];
      return { kind, lowersMilli: scorePts - totalsAt({ ...ledger, credits }, day).scorePts };
    });
}

function fresh(pts: number, from: EpochDay): LedgerEntry {
  return {
    source: 'BRIGHT_SPOT',
    factId: '',
    evidenceIds: [],
    severity: null,
    confidencePct: 100,
    reporterId: null,
    freshMilli: pts * 1_000,
    from,
    until: NEVER,
    decay: null,
  };
}

function lightest<Of extends { readonly lowersMilli: number }>(all: readonly Of[]): Of | null {
  return all.reduce<Of | null>(
    (least, each) => (least === null || each.lowersMilli < least.lowersMilli ? each : least),
    null,
  );
}
