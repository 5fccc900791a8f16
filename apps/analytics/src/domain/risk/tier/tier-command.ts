import type { RiskTier } from '@redress/contracts';
import type { Command, LocalDate, PersonalText, Timestamp } from '@redress/kernel';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';

/** What is known of a customer on one local day, as far as the tier depends on it. */
export interface RiskAssessment {
  /** The local day of the tenant's zone. */
  readonly asOf: LocalDate;
  /** Millipoints. */
  readonly scorePts: number;
  /** Millipoints that stand for danger; no credit lowers them. */
  readonly safetyPts: number;
  /** What a rise rests on: incidents, who reported them, and how grave the gravest was. */
  readonly support: {
    readonly incidents: number;
    readonly reporters: number;
    readonly topSeverity: number;
  };
  readonly floorHolds: boolean;
  /** The first day on which the floor holds no more, where nothing else happens. */
  readonly floorUntil: LocalDate | null;
  /** The day on which each tier falls, where nothing else happens; null: never. */
  readonly fallsOn: Readonly<Record<'T1' | 'T2' | 'T3' | 'T4', LocalDate | null>>;
  readonly confirmedFacts: number;
}

/** One look at a customer: the assessment, and by which rules it is judged. */
export interface RiskEvaluation {
  readonly assessment: RiskAssessment;
  readonly parameters: Pick<RiskParameters, 'tierEntryPts' | 'rise' | 'fall' | 'floor'>;
  readonly policyVersion: number;
  readonly modelVersion: number;
  /** The tenant's zone: its days count. */
  readonly zone: string;
  /** FACT: something became known. DECAY: nothing but time passed, which never raises. */
  readonly cause: 'FACT' | 'DECAY';
  /** When a proposal made now lapses, by the tenant's business days. */
  readonly lapsesAt: Timestamp;
}

export type EvaluateRisk = Command<'EvaluateRisk', RiskEvaluation>;

/** A person's word on a tier. */
interface Ruling {
  readonly reason: PersonalText;
  /** Who reported the incidents behind it: nobody rules on their own report. */
  readonly reporterIds: readonly string[];
}

/** A person's word on the open proposal. With `proposalNo` it is meant for that one only. */
interface ProposalRuling extends Ruling {
  readonly proposalNo?: number;
}

/** `known`: by what the customer is judged at that time; nobody enters a tier on nothing. */
export type ConfirmTier = Command<
  'ConfirmTier',
  ProposalRuling & { readonly known: Pick<RiskEvaluation, 'assessment' | 'parameters'> }
>;

export type DeclineTier = Command<'DeclineTier', ProposalRuling>;

/**
 * A person looks at a tier, whether or not anything is proposed. `tier`: the one that they see, so
 * that two who lower it at once lower it once. `confirmedFacts`: what is known at that time; a tier
 * that is lowered is not entered again on the same facts.
 */
export type ReviewTier = Command<
  'ReviewTier',
  Ruling & {
    readonly tier: RiskTier;
    readonly outcome: 'KEEP' | 'LOWER';
    readonly confirmedFacts: number;
  }
>;

/** Everything that can be asked of the tier of a customer. */
export type TierCommand = EvaluateRisk | ConfirmTier | DeclineTier | ReviewTier;
