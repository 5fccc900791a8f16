import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type RiskTier, riskTiers } from '@redress/contracts';
import type { Trend } from '../../domain/risk/facts/customer-summary.policy.js';
import { CustomerSurveyView } from '../cases/case-detail.dto.js';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const laterTime = { ...time, nullable: true } as const;
const count = { type: 'integer' } as const;
const reference = {
  type: 'string',
  description: 'Its number elsewhere; withheld from analysts.',
} as const;

/** Where a fact comes from: a system that noticed it, or a person who wrote it down. */
export class Provenance {
  @ApiProperty({ type: 'string', nullable: true, example: 'MANUAL' })
  source: string | null;

  @ApiProperty({ enum: ['BY_HAND', 'AUTOMATIC'] })
  manner: 'BY_HAND' | 'AUTOMATIC';
}

/** A customer or a complaint that is one person with this customer as far as is known. */
export class IdentityView {
  @ApiProperty(id)
  id: string;

  @ApiProperty({ enum: ['CUSTOMER', 'COMPLAINT'], nullable: true })
  kind: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  partyType: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The system that registered it.' })
  source: string | null;

  @ApiProperty(laterTime)
  since: string | null;
}

export class LinkView {
  @ApiProperty({ ...id, description: 'In whose stream the link stands.' })
  identityId: string;

  @ApiProperty(id)
  otherId: string;

  @ApiProperty({ ...id, isArray: true, type: 'string' })
  evidenceIds: readonly string[];

  @ApiProperty({ ...count, minimum: 1, maximum: 100 })
  confidencePct: number;

  @ApiProperty(time)
  linkedAt: string;
}

export class BasicDataView {
  @ApiProperty({ type: 'string', nullable: true })
  partyType: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  source: string | null;

  @ApiProperty(laterTime)
  registeredAt: string | null;

  @ApiProperty({ type: IdentityView, isArray: true, description: 'Itself included.' })
  identities: readonly IdentityView[];

  @ApiProperty({ type: LinkView, isArray: true, description: 'That hold at present.' })
  links: readonly LinkView[];
}

export class OrderView extends Provenance {
  @ApiPropertyOptional(reference)
  orderId?: string;

  @ApiProperty(time)
  at: string;

  @ApiProperty(count)
  amountMinor: number;

  @ApiProperty({ type: 'string', example: 'CNY' })
  currency: string;
}

export class ReturnView extends Provenance {
  @ApiPropertyOptional(reference)
  returnId?: string;

  @ApiPropertyOptional(reference)
  orderId?: string;

  @ApiProperty(time)
  at: string;

  @ApiProperty({ type: 'string', nullable: true })
  reason: string | null;

  @ApiProperty({ ...count, nullable: true })
  daysHeld: number | null;
}

export class TransactionsView {
  @ApiProperty(count)
  orders: number;

  @ApiProperty(laterTime)
  firstOrderAt: string | null;

  @ApiProperty(laterTime)
  lastOrderAt: string | null;

  @ApiProperty({ type: OrderView, isArray: true, description: 'The last 20, newest first.' })
  lastOrders: readonly OrderView[];

  @ApiProperty({ type: ReturnView, isArray: true, description: 'Newest first.' })
  returns: readonly ReturnView[];
}

export class CreditView extends Provenance {
  @ApiPropertyOptional(reference)
  creditId?: string;

  @ApiProperty({ type: 'string', example: 'PAYMENT_OVERDUE' })
  kind: string;

  @ApiProperty(count)
  severity: number;

  @ApiProperty({ type: 'string', description: 'The lawful basis on which it is kept.' })
  lawfulBasis: string;

  @ApiProperty(time)
  at: string;
}

export class ComplaintFeedbackView {
  @ApiProperty(id)
  complaintId: string;

  @ApiPropertyOptional({ type: 'string', example: 'C-2026-000123' })
  complaintNo?: string;

  @ApiProperty({ type: 'string', example: 'CLOSED' })
  stage: string;

  @ApiProperty({ type: 'string', nullable: true })
  outcome: string | null;

  @ApiProperty({ type: 'boolean' })
  disputed: boolean;

  @ApiProperty({ type: CustomerSurveyView, isArray: true })
  surveys: readonly CustomerSurveyView[];
}

export class ReviewView extends Provenance {
  @ApiPropertyOptional(reference)
  reviewId?: string;

  @ApiProperty({ ...count, minimum: 1, maximum: 5 })
  rating: number;

  @ApiProperty(time)
  at: string;
}

export class CustomerFeedbackView {
  @ApiProperty({ type: ComplaintFeedbackView, isArray: true })
  complaints: readonly ComplaintFeedbackView[];

  @ApiProperty({ type: ReviewView, isArray: true })
  reviews: readonly ReviewView[];
}

export class ConductView extends Provenance {
  @ApiProperty(id)
  incidentId: string;

  @ApiProperty({ ...id, description: 'Against whom it was recorded.' })
  identityId: string;

  @ApiProperty({ ...id, nullable: true })
  complaintId: string | null;

  @ApiProperty({ type: 'string', example: 'BEHAVIOUR' })
  class: string;

  @ApiProperty({ type: 'string', example: 'B1' })
  factor: string;

  @ApiProperty({ ...count, description: 'As confirmed; before that as reported.' })
  severity: number;

  @ApiProperty({
    enum: ['REPORTED', 'EXPIRED', 'CONFIRMED', 'REJECTED'],
    description: 'EXPIRED: reported, never judged, and too old to count.',
  })
  standing: string;

  @ApiProperty({ type: 'string', isArray: true })
  evidenceIds: readonly string[];

  @ApiPropertyOptional({ type: 'string', description: 'Withheld from analysts.' })
  reporterId?: string;

  @ApiProperty(time)
  occurredAt: string;

  @ApiProperty(time)
  recordedAt: string;

  @ApiProperty(laterTime)
  judgedAt: string | null;
}

export class BrightSpotView extends Provenance {
  @ApiProperty(id)
  spotId: string;

  @ApiProperty({ ...id, description: 'For whom it was recorded.' })
  identityId: string;

  @ApiProperty({ type: 'string', example: 'PRAISE' })
  kind: string;

  @ApiProperty(id)
  evidenceId: string;

  @ApiProperty(time)
  at: string;
}

export class ProposalView {
  @ApiProperty({ enum: riskTiers })
  to: RiskTier;

  @ApiProperty(count)
  proposalNo: number;

  @ApiProperty(time)
  proposedAt: string;

  @ApiProperty(time)
  lapsesAt: string;
}

export class ScoreTodayView {
  @ApiProperty({ type: 'string', format: 'date', description: 'The day in the tenant’s zone.' })
  asOf: string;

  @ApiProperty({ ...count, description: 'Millipoints, 0 to 100,000.' })
  scorePts: number;

  @ApiProperty({ ...count, description: 'Of these stand for danger, and no credit lowers them.' })
  safetyPts: number;

  @ApiProperty(count)
  policyVersion: number;
}

/**
 * What is known of a customer, side by side. Names and texts are not here: intake shows them at
 * `/customers/{id}`, for a stated purpose. Agents and care see tier and archive, and no conduct.
 */
export class CustomerRecord {
  @ApiProperty(id)
  id: string;

  @ApiProperty({
    ...id,
    nullable: true,
    description: 'Under whom this customer is shown in lists.',
  })
  mergedInto: string | null;

  @ApiProperty({ enum: riskTiers })
  tier: RiskTier;

  @ApiProperty(laterTime)
  tierSince: string | null;

  @ApiProperty({ enum: ['RISING', 'STEADY', 'FALLING'] })
  trend: Trend;

  @ApiProperty(count)
  brightSpotCount: number;

  @ApiProperty({ type: BasicDataView })
  basic: BasicDataView;

  @ApiProperty({ type: TransactionsView })
  transactions: TransactionsView;

  @ApiProperty({ type: CreditView, isArray: true, description: 'Newest first.' })
  credit: readonly CreditView[];

  @ApiProperty({ type: CustomerFeedbackView })
  feedback: CustomerFeedbackView;

  @ApiPropertyOptional({ type: ProposalView, nullable: true, description: 'The open one.' })
  proposal?: ProposalView | null;

  @ApiPropertyOptional({ type: ScoreTodayView, description: 'Computed for today.' })
  score?: ScoreTodayView;

  @ApiPropertyOptional({ ...laterTime, description: 'When the tier falls by time alone.' })
  nextChangeAt?: string | null;

  @ApiPropertyOptional({ type: ConductView, isArray: true, description: 'Newest first.' })
  conduct?: readonly ConductView[];

  @ApiPropertyOptional({ type: BrightSpotView, isArray: true, description: 'Newest first.' })
  brightSpots?: readonly BrightSpotView[];
}
