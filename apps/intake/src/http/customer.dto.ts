import {
  CodeField,
  CurrencyField,
  IdField,
  IntField,
  LanguageField,
  ListField,
  LocalDateField,
  OneOfField,
  RefField,
  TextField,
  TimestampField,
} from '@redress/edge';
import { batchItemsMax } from './historic-case.dto.js';

/** Largest amount of one transaction, in the minor unit of its currency. */
const amountMinorMax = 1_000_000_000_000;

export class RegisterCustomerDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  customerId?: string;

  @OneOfField(['PERSON', 'ORGANISATION'])
  partyType: 'PERSON' | 'ORGANISATION';

  @TextField(200, { optional: true })
  name?: string;

  @TextField(500, { optional: true })
  contact?: string;

  @LanguageField({ optional: true })
  language?: string;

  @CodeField({ optional: true })
  source?: string;

  @RefField({ optional: true })
  externalRef?: string;
}

export class ObserveTransactionDto {
  @RefField()
  orderId: string;

  @IntField(0, 1_000_000, { optional: true })
  units?: number;

  @IntField(-amountMinorMax, amountMinorMax, { description: 'In the currency’s minor unit.' })
  amountMinor: number;

  @CurrencyField()
  currency: string;

  @TimestampField()
  at: string;

  @CodeField({ description: 'The system that reports it.' })
  source: string;
}

export class PurchaseDto {
  @CodeField({ example: 'CDNOW' })
  source: string;

  @RefField({ description: 'The customer’s reference in that system.' })
  customerRef: string;

  @RefField()
  orderId: string;

  @LocalDateField({ description: 'A day of the tenant’s zone.' })
  date: string;

  @IntField(0, 1_000_000, { optional: true })
  units?: number;

  @IntField(-amountMinorMax, amountMinorMax)
  amountMinor: number;

  @CurrencyField()
  currency: string;
}

export class PurchaseBatchDto {
  @ListField(() => PurchaseDto, batchItemsMax, { minItems: 1 })
  items: PurchaseDto[];
}
