import type { RiskCreditKind, RiskFactor } from '@redress/contracts';
import type { LocalDate } from '@redress/kernel';
import { chargesOf } from './charges.policy.js';
import { creditsOf } from './credits.policy.js';
import type { IdentityFacts } from '../facts/identity-facts.js';
import { dayOf, type EpochDay } from '../facts/local-day.js';
import type { PeerBaseline } from './return-rate.policy.js';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';
import { entryAt, type LedgerGroup } from './ledger-entry.js';

/** Whom a score is about, for which day and by which rules. */
export interface RiskQuestion {
  /** The facts of all identities that are linked with each other, in any order. */
  readonly members: readonly IdentityFacts[];
  /** The local day of the tenant. */
  readonly date: LocalDate;
  /** The tenant's zone, an IANA name; ages are differences of its days. */
  readonly zone: string;
  readonly parameters: RiskParameters;
  readonly baselines: readonly PeerBaseline[];
}

/** What weighs against a customer and what speaks for them: both sides, grouped and capped. */
export interface RiskLedger {
  readonly charges: readonly LedgerGroup<RiskFactor>[];
  readonly credits: readonly LedgerGroup<RiskCreditKind>[];
  readonly creditsCapMilli: number;
}

/** Millipoints of a day. */
export interface Totals {
  readonly scorePts: number;
  readonly safetyPts: number;
}

const MAX_SCORE = 100_000;

/** Of somebody against whom nothing stands, whatever speaks for them. Most customers are that. */
const nothing: Totals = { scorePts: 0, safetyPts: 0 };

/**
 * Both sides of the ledger as the facts known now give them: a verdict holds for the whole past of
 * its incident. What began after the day of the question stands there and counts from its own day on.
 */
export function ledgerOf(question: RiskQuestion): RiskLedger {
  return { ...chargesLedgerOf(question), credits: creditsOf(question).filter(hasEntries) };
}

/** The same for one who asks for totals only: without charges credits weigh nothing, and are left out. */
export function weighingLedgerOf(question: RiskQuestion): RiskLedger {
  const ledger = chargesLedgerOf(question);
  if (ledger.charges.length === 0) return ledger;
  return { ...ledger, credits: creditsOf(question).filter(hasEntries) };
}

function chargesLedgerOf({ parameters, date, zone, members, baselines }: RiskQuestion): RiskLedger {
  // Falling looks back so many days; what ended before them weighs nowhere.
  const since = dayOf(date) - parameters.fall.days;
  return {
    charges: chargesOf({ members, zone, parameters, baselines, date, since }).filter(hasEntries),
    credits: [],
    creditsCapMilli: parameters.creditsCapPts * 1_000,
  };
}

/** A walk over days passes over what is empty on all of them. */
function hasEntries({ entries }: LedgerGroup): boolean {
  return entries.length > 0;
}

/** The score of a day: charges less credits, but never below what stands for danger. */
export function totalsAt(ledger: RiskLedger, day: EpochDay): Totals {
  if (ledger.charges.length === 0) return nothing;
  let charged = 0;
  let safetyPts = 0;
  for (const group of ledger.charges) {
    const points = groupAt(group, day);
    charged += points;
    if (group.safety) safetyPts += points;
  }
  let credited = 0;
  for (const group of ledger.credits) credited += groupAt(group, day);
  const net = charged - Math.min(ledger.creditsCapMilli, credited);
  return { scorePts: Math.min(MAX_SCORE, Math.max(net, safetyPts)), safetyPts };
}

/** What the entries of a group sum up to on a day, capped. */
export function groupAt({ entries, capMilli }: LedgerGroup, day: EpochDay): number {
  let sum = 0;
  for (const entry of entries) sum += entryAt(entry, day);
  return sum < capMilli ? sum : capMilli;
}
