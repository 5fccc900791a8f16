import { ApiProperty } from '@nestjs/swagger';
import { type RiskTier, riskTiers } from '@redress/contracts';
import {
  CursorField,
  FlagField,
  IntField,
  item,
  LimitField,
  ListField,
  OneOfField,
  type PageQuery,
  pageLimitDefault,
  TextField,
} from '@redress/edge';
import type { Trend } from '../../domain/risk/facts/customer-summary.policy.js';

const trends = ['RISING', 'STEADY', 'FALLING'] as const satisfies readonly Trend[];
const partyTypes = ['PERSON', 'ORGANISATION'] as const;

/** Which customers; all of them by default. */
export class CustomerFilter {
  @OneOfField(riskTiers, { optional: true })
  tier?: RiskTier;

  @OneOfField(trends, { optional: true, description: 'Between the last two published scores.' })
  trend?: Trend;

  @FlagField({
    optional: true,
    description: 'Whether a tier is proposed. Not for agents and care.',
  })
  proposed?: boolean;

  @OneOfField(partyTypes, { optional: true })
  partyType?: (typeof partyTypes)[number];

  @IntField(0, 100_000, {
    optional: true,
    description: 'Millipoints that the published score has at least. Not for agents and care.',
  })
  scoreMin?: number;
}

export class CustomerListQuery extends CustomerFilter implements PageQuery {
  @LimitField()
  limit: number = pageLimitDefault;

  @CursorField()
  cursor?: string;
}

export class PublishBaselinesDto {
  @ListField(item.oneOf(partyTypes), partyTypes.length, { minItems: 1 })
  groups: (typeof partyTypes)[number][];
}

export class ProposalRulingDto {
  @IntField(1, 1_000_000, { optional: true, description: 'The proposal that is meant; else any.' })
  proposalNo?: number;

  @TextField(5_000)
  reason: string;
}

const outcomes = ['KEEP', 'LOWER'] as const;

export class ReviewTierDto {
  @OneOfField(riskTiers, { description: 'The tier as you see it; refused when it has changed.' })
  tier: RiskTier;

  @OneOfField(outcomes, { description: 'LOWER: one tier down, until a further fact is confirmed.' })
  outcome: (typeof outcomes)[number];

  @TextField(5_000)
  reason: string;
}

/** A proposed tier that waits for a person, and what there is to decide it by. */
export class TierConfirmation {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'The customer.' })
  id: string;

  @ApiProperty({ enum: riskTiers })
  tier: RiskTier;

  @ApiProperty({ enum: riskTiers })
  to: RiskTier;

  @ApiProperty({ type: 'integer' })
  proposalNo: number;

  @ApiProperty({ enum: ['SCORE', 'SAFETY', 'SAFETY_FLOOR'], nullable: true })
  cause: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  proposedAt: Date;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'Soonest first.' })
  lapsesAt: Date;

  @ApiProperty({ type: 'integer', description: 'Millipoints, as published on `scoredOn`.' })
  scorePts: number;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  scoredOn: string | null;

  @ApiProperty({ enum: trends })
  trend: Trend;

  @ApiProperty({ type: 'integer', description: 'Not judged so far.' })
  incidentsReported: number;

  @ApiProperty({ type: 'integer' })
  incidentsConfirmed: number;

  @ApiProperty({ type: 'integer' })
  incidentsRejected: number;

  @ApiProperty({ type: 'integer' })
  reporters: number;

  @ApiProperty({ type: 'integer' })
  brightSpots: number;

  @ApiProperty({ type: 'boolean', description: 'You reported some of it, so another one decides.' })
  isYourReport: boolean;

  @ApiProperty({ type: 'string', description: 'Why, with its evidence.' })
  explanation: string;
}
