import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type RiskCreditKind, type RiskFactor, type RiskTier, riskTiers } from '@redress/contracts';
import { OneOfField, TextField } from '@redress/edge';
import type { TimeAxis } from '../../domain/risk/facts/facts-as-of.js';
import type { EntrySource } from '../../domain/risk/score/ledger-entry.js';
import type { RiskExplanation } from '../../domain/risk/score/explanation.policy.js';
import {
  type NextRise,
  type RiseObstacle,
  riseObstacles,
} from '../../domain/risk/tier/next-rise.policy.js';
import type { Capped, Contribution } from '../../domain/risk/score/score.policy.js';

const axes = ['recorded', 'occurred'] as const satisfies readonly TimeAxis[];

const date = { type: 'string', format: 'date' } as const;
const laterDate = { ...date, nullable: true } as const;
const time = { type: 'string', format: 'date-time' } as const;
const count = { type: 'integer' } as const;
const millipoints = {
  type: 'integer',
  description: 'Millipoints: thousandths of the points of a policy.',
} as const;

export class ExplanationQuery {
  @TextField(40, {
    optional: true,
    description: 'RFC 3339, or a date: the start of that day in the zone of the tenant. Now.',
    example: '2026-03-01',
  })
  at?: string;

  @OneOfField(axes, {
    optional: true,
    description: '`recorded`: what we knew then. `occurred`: what was true then, as known now.',
  })
  axis: TimeAxis = 'recorded';
}

/** What one fact adds to a side of the ledger. */
export class ContributionView<Of extends RiskFactor | RiskCreditKind = RiskFactor | RiskCreditKind>
  implements Contribution<Of>
{
  @ApiProperty({
    type: 'string',
    description:
      'Kind of credit, or factor: one of an incident, T1 return rate, T2 lost or overdue payments.',
    example: 'B1',
  })
  of: Of;

  @ApiProperty({ type: 'string', example: 'INCIDENT' })
  source: EntrySource;

  @ApiProperty({ type: 'string', description: 'Id of the incident or bright spot; else a number.' })
  factId: string;

  @ApiProperty({ type: 'string', isArray: true })
  evidenceIds: readonly string[];

  @ApiProperty({ ...count, nullable: true })
  severity: number | null;

  @ApiProperty(count)
  ageDays: number;

  @ApiProperty({ ...count, description: 'What time has left of it, in parts per million.' })
  decayPpm: number;

  @ApiProperty(count)
  confidencePct: number;

  @ApiProperty(millipoints)
  millipoints: number;

  @ApiProperty({ ...laterDate, description: 'The day from which it counts nothing.' })
  endsOn: string | null;
}

/** What the facts of a factor or kind of credit sum up to, and how much of that counts. */
export class CappedView<Of extends RiskFactor | RiskCreditKind = RiskFactor | RiskCreditKind>
  implements Capped<Of>
{
  @ApiProperty({ type: 'string' })
  of: Of;

  @ApiProperty(millipoints)
  summedMilli: number;

  @ApiProperty(millipoints)
  capMilli: number;

  @ApiProperty(millipoints)
  countedMilli: number;
}

/** Incidents that still weigh, and how many people reported them. */
export class RiseSupportView {
  @ApiProperty(count)
  incidents: number;

  @ApiProperty(count)
  reporters: number;

  @ApiProperty({ ...count, description: 'Of the gravest that counts; 0 where none does.' })
  topSeverity: number;
}

/** The next rise by points, and what it waits for. */
export class NextRiseView implements NextRise {
  @ApiProperty({ enum: riskTiers })
  to: RiskTier;

  @ApiProperty({ type: 'integer', description: 'Millipoints at which that tier begins.' })
  entryMilli: number;

  @ApiProperty({ type: RiseSupportView })
  support: RiseSupportView;

  @ApiProperty({
    enum: riseObstacles,
    isArray: true,
    description:
      '`POINTS`: too few. `SUPPORT`: too few incidents, or of too few people. `RISEN_TODAY`: points raise once a day. `PROPOSED`: a person is asked already. `REFUSED`: nothing was confirmed since a person or time refused it. None: it comes with the next fact.',
  })
  waitsFor: readonly RiseObstacle[];
}

/** Why a customer is in a tier: procedure and principles as they were applied, for that moment. */
export class RiskExplanationView implements RiskExplanation {
  @ApiProperty({ type: 'string', format: 'uuid' })
  customerId: string;

  @ApiProperty({ ...time, description: 'The moment that was asked about.' })
  at: string;

  @ApiProperty({ enum: axes })
  axis: TimeAxis;

  @ApiProperty({ ...date, description: 'Its day in the zone of the tenant.' })
  asOf: string;

  @ApiProperty({ enum: riskTiers })
  tier: RiskTier;

  @ApiProperty({ ...laterDate, description: 'The day on which this tier was entered.' })
  tierSince: string | null;

  @ApiProperty({ ...count, description: 'The version of the policy that was in force.' })
  policyVersion: number;

  @ApiProperty(millipoints)
  scorePts: number;

  @ApiProperty({ ...millipoints, description: 'Of these stand for danger; no credit lowers them.' })
  safetyPts: number;

  @ApiProperty({ type: ContributionView, isArray: true, description: 'Heaviest first, ten.' })
  contributions: readonly ContributionView<RiskFactor>[];

  @ApiProperty(count)
  furtherContributions: number;

  @ApiProperty({ type: CappedView, isArray: true })
  factors: readonly CappedView<RiskFactor>[];

  @ApiProperty({ type: ContributionView, isArray: true })
  credits: readonly ContributionView<RiskCreditKind>[];

  @ApiProperty({ type: CappedView, isArray: true })
  creditKinds: readonly CappedView<RiskCreditKind>[];

  @ApiProperty(millipoints)
  creditsCapMilli: number;

  @ApiProperty({ type: NextRiseView, nullable: true, description: 'Why the tier is not higher.' })
  nextRise: NextRiseView | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What would lower the tier: points missing, the fact or the credit that would do.',
  })
  relief: RiskExplanation['relief'];

  @ApiProperty({ ...laterDate, description: 'The day on which the tier falls by time alone.' })
  lapsesOn: string | null;

  @ApiProperty({ ...laterDate, description: 'Danger holds the tier until this day.' })
  heldUntil: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The next day on which the score alone would stand for another tier.',
  })
  nextBand: RiskExplanation['nextBand'];
}
