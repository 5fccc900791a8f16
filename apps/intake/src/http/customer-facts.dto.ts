import {
  type BrightSpotKind,
  brightSpotKinds,
  type CreditKind,
  creditKinds,
} from '@redress/contracts';
import {
  CodeField,
  CurrencyField,
  IdField,
  IntField,
  OneOfField,
  RefField,
  TextField,
  TimestampField,
} from '@redress/edge';

const source = { optional: true, description: 'The system that reports it; else MANUAL.' } as const;

export class ObserveReturnDto {
  @RefField({ description: 'Its number in that system: counted once.' })
  returnId: string;

  @RefField()
  orderId: string;

  @CodeField({ optional: true })
  reason?: string;

  @IntField(0, 36_500, { optional: true, description: 'Days between delivery and return.' })
  daysHeld?: number;

  @IntField(0, 1_000_000_000_000, { optional: true, description: 'In the currency’s minor unit.' })
  amountMinor?: number;

  @CurrencyField({ optional: true })
  currency?: string;

  @TimestampField()
  at: string;

  @CodeField(source)
  source?: string;
}

export class ObserveCreditDto {
  @RefField({ description: 'Its number in that system: counted once.' })
  creditId: string;

  @OneOfField(creditKinds)
  kind: CreditKind;

  @IntField(1, 5, { description: '1 slight … 5 grave; says nothing of a settled payment.' })
  severity: number;

  @CodeField({ description: 'The lawful basis on which it is kept.' })
  lawfulBasis: string;

  @TimestampField()
  at: string;

  @CodeField(source)
  source?: string;
}

export class ObserveReviewDto {
  @RefField({ description: 'Its number in that system: counted once.' })
  reviewId: string;

  @IntField(1, 5)
  rating: number;

  @TextField(2_000, { optional: true, description: 'Where it can be read.' })
  url?: string;

  @TimestampField()
  at: string;

  @CodeField(source)
  source?: string;
}

export class RecordBrightSpotDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  spotId?: string;

  @OneOfField(brightSpotKinds)
  kind: BrightSpotKind;

  @IdField({ description: 'The registered evidence that it rests on.' })
  evidenceId: string;

  @TextField(2_000, { optional: true })
  note?: string;

  @CodeField(source)
  source?: string;

  @TimestampField({ optional: true, description: 'When it happened, if not now.' })
  occurredAt?: string;
}
