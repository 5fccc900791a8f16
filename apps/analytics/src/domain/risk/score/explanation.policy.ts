import type { RiskCreditKind, RiskFactor, RiskTier } from '@redress/contracts';
import type { LocalDate } from '@redress/kernel';
import { assessLedger, HORIZON_DAYS } from './assessment.policy.js';
import { dateOf, dayIn, dayOf, type EpochDay } from '../facts/local-day.js';
import { type Relief, reliefOf } from './relief.policy.js';
import { ledgerOf, type RiskLedger, type RiskQuestion, totalsAt } from './risk-ledger.policy.js';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';
import { type Capped, type Contribution, scoreOf } from './score.policy.js';
import { type NextRise, nextRiseOf } from '../tier/next-rise.policy.js';
import { enteredAt, type TierHistory, tierOf } from '../tier/tier-history.js';
import { tierAt } from '../tier/tier-rise.policy.js';

/**
 * Why somebody is in a tier, for the person who asks: codes, ids, numbers and dates; the words are
 * the reader's. It is derived from the facts whenever it is asked for, and stored nowhere.
 */
export interface RiskExplanation {
  readonly asOf: LocalDate;
  readonly tier: RiskTier;
  /** The local day on which this tier was entered; null of one that was never left. */
  readonly tierSince: LocalDate | null;
  readonly policyVersion: number;
  readonly scorePts: number;
  readonly safetyPts: number;
  /** The heaviest facts; how many more there are. */
  readonly contributions: readonly Contribution<RiskFactor>[];
  readonly furtherContributions: number;
  readonly factors: readonly Capped<RiskFactor>[];
  readonly credits: readonly Contribution<RiskCreditKind>[];
  readonly creditKinds: readonly Capped<RiskCreditKind>[];
  readonly creditsCapMilli: number;
  /** Why the tier is not higher, whatever the score; null in the highest one. */
  readonly nextRise: NextRise | null;
  /** What would have to change for the tier to fall; null in the lowest one. */
  readonly relief: Relief | null;
  /** The day on which the tier falls by time alone; null where it is not in sight, or there is none. */
  readonly lapsesOn: LocalDate | null;
  /** The first day on which danger holds the tier no more; null where it does not. */
  readonly heldUntil: LocalDate | null;
  /** The next day on which the score alone would stand for another tier. It raises none by that. */
  readonly nextBand: {
    readonly date: LocalDate;
    readonly from: RiskTier;
    readonly to: RiskTier;
  } | null;
}

/** So many contributions tell a person more than all of them. */
const MAX_CONTRIBUTIONS = 10;

/** Explains the tier that a customer is in, by the facts and the policy of the question. */
export function explain(
  question: RiskQuestion,
  { history, policyVersion }: { readonly history: TierHistory; readonly policyVersion: number },
): RiskExplanation {
  const tier = tierOf(history);
  const entered = enteredAt(history);
  const ledger = ledgerOf(question);
  const { contributions, ...score } = scoreOf(ledger, question.date);
  const assessment = assessLedger(ledger, question);
  const { fallsOn, floorUntil } = assessment;
  const isHeld = tier === question.parameters.floor.tier;
  return {
    ...score,
    tier,
    tierSince: entered === undefined ? null : dateOf(dayIn(question.zone, entered)),
    policyVersion,
    contributions: contributions.slice(0, MAX_CONTRIBUTIONS),
    furtherContributions: Math.max(0, contributions.length - MAX_CONTRIBUTIONS),
    nextRise: nextRiseOf(assessment, { ...question, history }),
    relief: tier === 'T0' ? null : reliefOf(ledger, tier, question),
    lapsesOn: tier === 'T0' ? null : fallsOn[tier],
    heldUntil: isHeld ? floorUntil : null,
    nextBand: nextBandOf(ledger, dayOf(question.date), question.parameters),
  };
}

/** Credits fade too, so the band may be a higher one. */
function nextBandOf(
  ledger: RiskLedger,
  today: EpochDay,
  { tierEntryPts }: RiskParameters,
): RiskExplanation['nextBand'] {
  const bandOn = (day: EpochDay) => tierAt(totalsAt(ledger, day).scorePts, tierEntryPts);
  const from = bandOn(today);
  for (let day = today + 1; day <= today + HORIZON_DAYS; day++) {
    const to = bandOn(day);
    if (to !== from) return { date: dateOf(day), from, to };
  }
  return null;
}
