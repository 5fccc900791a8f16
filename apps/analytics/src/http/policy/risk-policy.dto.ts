import { ApiProperty } from '@nestjs/swagger';
import {
  type RiskCreditKind,
  type RiskFactor,
  type RiskTier,
  riskCreditKinds,
  riskFactors,
  riskTiers,
} from '@redress/contracts';
import {
  FlagField,
  IntField,
  item,
  ListField,
  ObjectField,
  OneOfField,
  TextField,
} from '@redress/edge';
import type { HistoryEntry } from '@redress/runtime';
import type { RiskParameters } from '../../domain/risk/policy/risk-parameters.policy.js';

const pointsMax = 100;
const daysMax = 3_650;

export class FactorDto {
  @OneOfField(riskFactors)
  factor: RiskFactor;

  @ListField(item.int(0, pointsMax), 5, { description: 'Points at severity 1 to 5.' })
  pts: number[];

  @IntField(0, pointsMax)
  capPts: number;

  @IntField(1, daysMax)
  halfLifeDays: number;

  @FlagField({ description: 'A report counts for nothing until it is confirmed.' })
  adjudicated: boolean;

  @FlagField({ description: 'Counts as danger: credits never lower it.' })
  safety: boolean;
}

export class CreditDto {
  @OneOfField(riskCreditKinds)
  kind: RiskCreditKind;

  @IntField(0, pointsMax)
  pts: number;

  @IntField(0, pointsMax)
  capPts: number;

  @IntField(1, daysMax, { optional: true, description: 'Absent where it does not fade.' })
  halfLifeDays?: number;
}

export class TierEntryDto {
  @IntField(0, pointsMax, { description: 'Whole points; a score is in thousandths of them.' })
  T1: number;

  @IntField(0, pointsMax)
  T2: number;

  @IntField(0, pointsMax)
  T3: number;

  @IntField(0, pointsMax)
  T4: number;
}

export class RiseDto {
  @IntField(1, 20, { description: 'Incidents that a rise needs …' })
  incidents: number;

  @IntField(1, 20, { description: '… by so many reporters …' })
  reporters: number;

  @IntField(1, 5, { description: '… or a single one as grave as this.' })
  soloSeverity: number;
}

export class FallDto {
  @IntField(0, pointsMax, { description: 'Points below the entry of a tier …' })
  marginPts: number;

  @IntField(1, daysMax, { description: '… for so many days in a row.' })
  days: number;
}

export class ReportedDto {
  @IntField(0, 100, { description: 'What a report counts that nobody has judged.' })
  confidencePct: number;

  @IntField(1, daysMax)
  expiresAfterDays: number;
}

export class ProposalDto {
  @IntField(1, 60)
  lapsesAfterBusinessDays: number;
}

export class FloorDto {
  @OneOfField(riskTiers, { description: 'The tier that young, grave danger holds.' })
  tier: RiskTier;

  @IntField(1, 5)
  severity: number;

  @IntField(1, daysMax)
  days: number;
}

export class ReturnRateDto {
  @IntField(1, 1_000, { description: 'Orders from which on a rate says something.' })
  ordersMin: number;

  @ListField(item.int(0, 1_000_000), 5, {
    description: 'Robust z at which severity 1 to 5 begins, in thousandths.',
  })
  zMilli: number[];
}

/** Everything that the score and the tiers are computed with; points are whole points. */
export class RiskParametersDto {
  @ListField(() => FactorDto, 20)
  factors: FactorDto[];

  @ListField(() => CreditDto, 20)
  credits: CreditDto[];

  @IntField(0, pointsMax, { description: 'What all credits together take away at most.' })
  creditsCapPts: number;

  @ObjectField(() => TierEntryDto)
  tierEntryPts: TierEntryDto;

  @ObjectField(() => RiseDto)
  rise: RiseDto;

  @ObjectField(() => FallDto)
  fall: FallDto;

  @ObjectField(() => ReportedDto)
  reported: ReportedDto;

  @ObjectField(() => ProposalDto)
  proposal: ProposalDto;

  @ObjectField(() => FloorDto)
  floor: FloorDto;

  @ObjectField(() => ReturnRateDto)
  returnRate: ReturnRateDto;
}

const reasonMaxLength = 5_000;

export class ProposeRiskPolicyDto {
  @ObjectField(() => RiskParametersDto, {
    description: 'All of them: take those of the version in force and change what is to change.',
  })
  parameters: RiskParametersDto;

  @TextField(reasonMaxLength)
  reason: string;
}

export class DecideRiskPolicyDto {
  @TextField(reasonMaxLength)
  reason: string;
}

const time = { type: 'string', format: 'date-time' } as const;

export class RiskPolicyVersionView {
  @ApiProperty({ type: 'integer' })
  policyVersion: number;

  @ApiProperty({ type: RiskParametersDto })
  parameters: RiskParameters;

  @ApiProperty({ ...time, nullable: true, description: 'Null for version 1, which came along.' })
  publishedAt: string | null;
}

export class RiskPolicyDraftView {
  @ApiProperty({ type: 'integer' })
  draftNo: number;

  @ApiProperty({ type: RiskParametersDto })
  parameters: RiskParameters;

  @ApiProperty({ type: 'string' })
  proposedBy: string;

  @ApiProperty({ enum: ['OPEN', 'PUBLISHED', 'REJECTED'] })
  standing: string;
}

/** By what customers are scored, now and at any time before, and what is proposed. */
export class RiskPoliciesView {
  @ApiProperty({ type: 'integer', description: 'Version of the stream, for If-Match.' })
  version: number;

  @ApiProperty({ type: 'integer', description: 'The version of the policy that is in force.' })
  inForce: number;

  @ApiProperty({ type: RiskPolicyVersionView, isArray: true, description: 'Oldest first.' })
  versions: readonly RiskPolicyVersionView[];

  @ApiProperty({ type: RiskPolicyDraftView, isArray: true, description: 'Oldest first.' })
  drafts: readonly RiskPolicyDraftView[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Reasons are withheld unless the request states a Redress-Purpose.',
  })
  history: HistoryEntry[];
}
