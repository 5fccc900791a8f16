import type { RiskCreditKind, RiskFactor } from '@redress/contracts';
import type { LocalDate } from '@redress/kernel';
import {
  type EntrySource,
  entryAt,
  type LedgerEntry,
  type LedgerGroup,
  leftPpm,
  NEVER,
} from './ledger-entry.js';
import { dateOf, dayOf, type EpochDay } from '../facts/local-day.js';
import {
  groupAt,
  ledgerOf,
  type RiskLedger,
  type RiskQuestion,
  totalsAt,
} from './risk-ledger.policy.js';

/** What one fact adds to a side of the ledger on the day of the score. */
export interface Contribution<Of extends RiskFactor | RiskCreditKind> {
  readonly of: Of;
  readonly source: EntrySource;
  readonly factId: string;
  readonly evidenceIds: readonly string[];
  readonly severity: number | null;
  readonly ageDays: number;
  /** What time has left of it. */
  readonly decayPpm: number;
  readonly confidencePct: number;
  readonly millipoints: number;
  /** The day from which it counts nothing, where that is no matter of fading. */
  readonly endsOn: LocalDate | null;
}

/** A factor or a kind of credit: what its facts sum up to, and how much of that counts. */
export interface Capped<Of extends RiskFactor | RiskCreditKind> {
  readonly of: Of;
  readonly summedMilli: number;
  readonly capMilli: number;
  readonly countedMilli: number;
}

/** The score of a day with all that it is made of. */
export interface Score {
  readonly asOf: LocalDate;
  readonly scorePts: number;
  readonly safetyPts: number;
  /** By weight, heaviest first. */
  readonly contributions: readonly Contribution<RiskFactor>[];
  readonly credits: readonly Contribution<RiskCreditKind>[];
  readonly factors: readonly Capped<RiskFactor>[];
  readonly creditKinds: readonly Capped<RiskCreditKind>[];
  /** What all credits together take away at most. */
  readonly creditsCapMilli: number;
}

/** The score of a component of linked identities, for one local day, by one policy. */
export function scoreAt(question: RiskQuestion): Score {
  return scoreOf(ledgerOf(question), question.date);
}

/** The score of a ledger that is at hand already. */
export function scoreOf(ledger: RiskLedger, date: LocalDate): Score {
  const day = dayOf(date);
  return {
    asOf: date,
    ...totalsAt(ledger, day),
    contributions: contributionsOf(ledger.charges, day),
    credits: contributionsOf(ledger.credits, day),
    factors: cappedOf(ledger.charges, day),
    creditKinds: cappedOf(ledger.credits, day),
    creditsCapMilli: ledger.creditsCapMilli,
  };
}

function contributionsOf<Of extends RiskFactor | RiskCreditKind>(
  groups: readonly LedgerGroup<Of>[],
  day: EpochDay,
): readonly Contribution<Of>[] {
  return groups
    .flatMap((group) => group.entries.map((entry) => contributionOf(group.of, entry, day)))
    .filter(({ millipoints }) => millipoints > 0)
    .sort((a, b) => b.millipoints - a.millipoints || byText(a.factId, b.factId));
}

function contributionOf<Of extends RiskFactor | RiskCreditKind>(
  of: Of,
  entry: LedgerEntry,
  day: EpochDay,
): Contribution<Of> {
  const { source, factId, evidenceIds, severity, confidencePct, from, until } = entry;
  return {
    of,
    source,
    factId,
    evidenceIds,
    severity,
    ageDays: day - from,
    decayPpm: leftPpm(entry, day),
    confidencePct,
    millipoints: entryAt(entry, day),
    endsOn: until === NEVER ? null : dateOf(until),
  };
}

function cappedOf<Of extends RiskFactor | RiskCreditKind>(
  groups: readonly LedgerGroup<Of>[],
  day: EpochDay,
): readonly Capped<Of>[] {
  return groups
    .map((group) => ({
      of: group.of,
      summedMilli: group.entries.reduce((sum, entry) => sum + entryAt(entry, day), 0),
      capMilli: group.capMilli,
      countedMilli: groupAt(group, day),
    }))
    .filter(({ summedMilli }) => summedMilli > 0);
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
