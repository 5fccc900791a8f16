import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type RiskTier, riskTiers } from '@redress/contracts';
import { ViewColumn, ViewEntity } from 'typeorm';
import type { Trend } from '../../domain/risk/facts/customer-summary.policy.js';

const count = { type: 'integer' } as const;
const laterTime = { type: 'string', format: 'date-time', nullable: true } as const;

/** The driver reads a date as its midnight in the zone of this process; the day is what is meant. */
const asLocalDate = {
  from: (date: Date | null) =>
    date && [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-'),
  to: (date: string | null) => date,
};

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}

/**
 * A customer in a list: tier, the score as it was published last, and counts. Agents and care see
 * the tier and no more; every field that they do not see is optional here.
 */
@ViewEntity({ name: 'customer_risk' })
export class CustomerRiskView {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'To analysts a pseudonym.' })
  @ViewColumn({ name: 'key' })
  id: string;

  @ApiProperty({ enum: riskTiers })
  @ViewColumn({ name: 'tier' })
  tier: RiskTier;

  @ApiProperty(laterTime)
  @ViewColumn({ name: 'tier_since' })
  tierSince: Date | null;

  @ApiProperty({ enum: ['RISING', 'STEADY', 'FALLING'] })
  @ViewColumn({ name: 'trend' })
  trend: Trend;

  @ApiProperty({ ...count, description: 'What speaks for them.' })
  @ViewColumn({ name: 'bright_spots' })
  brightSpots: number;

  @ApiPropertyOptional({ enum: ['PERSON', 'ORGANISATION'], nullable: true })
  @ViewColumn({ name: 'party_type' })
  partyType: string | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'Who registered them.' })
  @ViewColumn({ name: 'source' })
  source: string | null;

  @ApiPropertyOptional(laterTime)
  @ViewColumn({ name: 'registered_at' })
  registeredAt: Date | null;

  @ApiPropertyOptional({ type: 'string', isArray: true, description: 'Linked; itself included.' })
  @ViewColumn({ name: 'identities' })
  identities: string[];

  @ApiPropertyOptional({ ...count, description: 'Millipoints, as published on `scoredOn`.' })
  @ViewColumn({ name: 'score_pts' })
  scorePts: number;

  @ApiPropertyOptional({ type: 'string', format: 'date', nullable: true })
  @ViewColumn({ name: 'scored_on', transformer: asLocalDate })
  scoredOn: string | null;

  @ApiPropertyOptional({ ...laterTime, description: 'When the tier falls by time alone.' })
  @ViewColumn({ name: 'next_change_at' })
  nextChangeAt: Date | null;

  @ApiPropertyOptional({ enum: riskTiers, nullable: true })
  @ViewColumn({ name: 'proposed_tier' })
  proposedTier: RiskTier | null;

  @ApiPropertyOptional({ ...count, nullable: true })
  @ViewColumn({ name: 'proposal_no' })
  proposalNo: number | null;

  @ApiPropertyOptional(laterTime)
  @ViewColumn({ name: 'proposed_at' })
  proposedAt: Date | null;

  @ApiPropertyOptional(laterTime)
  @ViewColumn({ name: 'proposal_lapses_at' })
  proposalLapsesAt: Date | null;

  @ApiPropertyOptional({ ...count, description: 'Not judged so far.' })
  @ViewColumn({ name: 'incidents_reported' })
  incidentsReported: number;

  @ApiPropertyOptional(count)
  @ViewColumn({ name: 'incidents_confirmed' })
  incidentsConfirmed: number;

  @ApiPropertyOptional(count)
  @ViewColumn({ name: 'incidents_rejected' })
  incidentsRejected: number;

  @ApiPropertyOptional(count)
  @ViewColumn({ name: 'orders' })
  orders: number;

  @ApiPropertyOptional(count)
  @ViewColumn({ name: 'returns' })
  returns: number;

  @ApiPropertyOptional({ ...count, description: 'Complaints that are proven to be theirs.' })
  @ViewColumn({ name: 'complaints' })
  complaints: number;

  /** Who is shown under another id; such rows are in no list. */
  @ViewColumn({ name: 'merged_into' })
  mergedInto: string | null;
}
