import {
  type Channel,
  channels,
  remedyKinds,
  resolutionStrategies,
  respondedOutcomes,
} from '@redress/contracts';
import {
  CodeField,
  CurrencyField,
  FlagField,
  IntField,
  ObjectField,
  OneOfField,
  TextField,
  TimestampField,
} from '@redress/edge';

export class TellPlanDto {
  @OneOfField(channels)
  channel: Channel;

  @TimestampField({ description: 'By when the plan promises the solution.' })
  promisedAt: string;

  @TextField(5_000, { description: 'The concrete plan, as the customer was told.' })
  plan: string;

  @TimestampField({ optional: true, description: 'When it was told; now by default.' })
  occurredAt?: string;
}

export class RemedyCostDto {
  @IntField(0, 1_000_000_000_000, { description: 'In the minor unit of the currency.' })
  amountMinor: number;

  @CurrencyField()
  currency: string;
}

export class TakeRemedyDto {
  @OneOfField(remedyKinds)
  kind: (typeof remedyKinds)[number];

  @TimestampField({ optional: true, description: 'When it was done; now by default.' })
  doneAt?: string;

  @ObjectField(() => RemedyCostDto, { optional: true })
  cost?: RemedyCostDto;

  @TextField(5_000, { optional: true })
  description?: string;
}

export class SkipRemedyDto {
  @TextField(2_000, { description: 'Why nothing has to be done at once.' })
  reason: string;
}

export class ProposeResolutionDto {
  @OneOfField(resolutionStrategies, { description: 'Climbed one step at a time.' })
  strategy: (typeof resolutionStrategies)[number];

  @TextField(5_000, { description: 'What puts it right.' })
  fix: string;

  @TextField(5_000, { optional: true, description: 'What is given on top.' })
  extra?: string;

  @TextField(5_000, { description: 'What the customer is told of how it shall not happen again.' })
  prevention: string;

  @FlagField({ optional: true, description: 'More than the customer expected; false by default.' })
  exceedsExpectation?: boolean;

  @OneOfField(channels)
  channel: Channel;
}

export class AcceptResolutionDto {
  @OneOfField(channels, { description: 'How the customer answered.' })
  channel: Channel;

  @TimestampField({ optional: true, description: 'When the customer answered; now by default.' })
  occurredAt?: string;
}

export class RejectResolutionDto extends AcceptResolutionDto {
  @TextField(5_000, { description: "The customer's reason." })
  reason: string;
}

export class IssueFinalResponseDto {
  @OneOfField(respondedOutcomes)
  outcome: (typeof respondedOutcomes)[number];

  @TextField(20_000)
  reasons: string;

  @CodeField({ description: 'The body to which the customer may turn next.', example: 'OMBUDSMAN' })
  signpostBody: string;

  @OneOfField(channels)
  channel: Channel;
}
