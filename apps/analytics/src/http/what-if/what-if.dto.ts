import { ApiProperty } from '@nestjs/swagger';
import { type RiskTier, riskTiers } from '@redress/contracts';
import { IntField, ObjectField, TextField } from '@redress/edge';
import type { RiskParameters } from '../../domain/risk/policy/risk-parameters.policy.js';
import type { WhatIfPolicy } from '../../read-models/what-if/what-if-change.js';
import type { WhatIfFailure } from '../../read-models/what-if/what-if-runs.query.js';
import type { WalkProgress } from '../../read-models/what-if/what-if-walk.query.js';
import { RiskParametersDto } from '../policy/risk-policy.dto.js';

const time = { type: 'string', format: 'date-time' } as const;
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$', nullable: true } as const;
const count = { type: 'integer', nullable: true } as const;

/** Other rules: a version, a draft, or parameters; exactly one of them. */
export class RunWhatIfDto {
  @IntField(1, 1_000_000, { optional: true, description: 'A version that is or was in force.' })
  policyVersion?: number;

  @IntField(1, 1_000_000, { optional: true, description: 'A proposed draft.' })
  draftNo?: number;

  @ObjectField(() => RiskParametersDto, { optional: true, description: 'All parameters.' })
  parameters?: RiskParametersDto;

  @TextField(40, {
    optional: true,
    description: 'The last recorded time that counts, RFC 3339 or a date; now by default.',
  })
  at?: string;
}

export class WhatIfPolicyView {
  @ApiProperty({ type: 'integer', nullable: true })
  policyVersion: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  draftNo: number | null;

  @ApiProperty({ type: RiskParametersDto })
  parameters: RiskParameters;
}

export class WhatIfProgressView {
  @ApiProperty({ type: 'integer', description: 'Customers looked at …' })
  done: number;

  @ApiProperty({ type: 'integer', description: '… of so many.' })
  total: number;
}

export class WhatIfFailureView {
  @ApiProperty({ type: 'string', example: 'INTERRUPTED' })
  code: string;

  @ApiProperty({ type: 'string' })
  detail: string;
}

/** A run of other rules over the history of all customers. Nothing came of it but its table. */
export class WhatIfRunView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ enum: ['RUNNING', 'DONE', 'FAILED'] })
  state: 'RUNNING' | 'DONE' | 'FAILED';

  @ApiProperty({ ...time, description: 'The last recorded time that counts.' })
  at: string;

  @ApiProperty({ type: WhatIfPolicyView, description: 'In force at that time.' })
  base: WhatIfPolicy;

  @ApiProperty({ type: WhatIfPolicyView })
  other: WhatIfPolicy;

  @ApiProperty({
    ...sha256,
    description: 'Of tenant, time, both rules and the end of the journal.',
  })
  inputsHash: string | null;

  @ApiProperty({ ...sha256, description: 'A rerun has to come to the same.' })
  resultHash: string | null;

  @ApiProperty({ ...count, description: 'Customers with facts that may weigh.' })
  customers: number | null;

  @ApiProperty({ ...count, description: 'Those of them whose tier is another one.' })
  changed: number | null;

  @ApiProperty({ type: WhatIfProgressView, nullable: true })
  progress: WalkProgress | null;

  @ApiProperty({ type: WhatIfFailureView, nullable: true })
  failure: WhatIfFailure | null;

  @ApiProperty({ type: 'string' })
  createdBy: string;

  @ApiProperty(time)
  createdAt: string;

  @ApiProperty(time)
  expiresAt: string;
}

export class TierAtEndView {
  @ApiProperty({ enum: riskTiers })
  tier: RiskTier;

  @ApiProperty({ type: 'integer', description: 'Millipoints.' })
  scorePts: number;

  @ApiProperty({ enum: riskTiers, nullable: true, description: 'Waits for a person.' })
  proposed: RiskTier | null;
}

export class StandingView {
  @ApiProperty({ enum: riskTiers })
  tier: RiskTier;

  @ApiProperty({ enum: riskTiers, nullable: true })
  proposed: RiskTier | null;
}

export class PartingView {
  @ApiProperty(time)
  at: string;

  @ApiProperty({ enum: ['FACTS', 'TIME', 'PERSON'] })
  cause: 'FACTS' | 'TIME' | 'PERSON';

  @ApiProperty({ type: 'string', nullable: true, description: 'The fact that was learnt then.' })
  factId: string | null;

  @ApiProperty({ type: [String] })
  factIds: readonly string[];

  @ApiProperty({ type: StandingView })
  before: StandingView;

  @ApiProperty({ type: StandingView })
  after: StandingView;
}

export class WhatIfChangeView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  customerId: string;

  @ApiProperty({ type: TierAtEndView, description: 'By the rules in force.' })
  before: TierAtEndView;

  @ApiProperty({ type: TierAtEndView, description: 'By the other ones.' })
  after: TierAtEndView;

  @ApiProperty({ type: PartingView, description: 'Where both ways part.' })
  firstDivergence: PartingView;

  @ApiProperty({
    type: 'boolean',
    description: 'Somebody would have been asked who never was, so it would need a confirmation.',
  })
  needsConfirmation: boolean;
}

export class WhatIfChangesView {
  @ApiProperty({ type: [WhatIfChangeView], description: 'By customer.' })
  items: readonly WhatIfChangeView[];

  @ApiProperty({ type: 'string', nullable: true, description: 'Send it back as `cursor`.' })
  nextCursor: string | null;
}

/** A run, and a page of its changes. */
export class WhatIfDetailView extends WhatIfRunView {
  @ApiProperty({ type: WhatIfChangesView })
  changes: WhatIfChangesView;
}

export class WhatIfRerunView {
  @ApiProperty({ type: 'boolean', description: 'It came to the same result.' })
  same: boolean;

  @ApiProperty({ ...sha256, nullable: false })
  resultHash: string;

  @ApiProperty({ type: 'integer' })
  customers: number;

  @ApiProperty({ type: 'integer' })
  changed: number;
}
