import { type Channel, channels } from '@redress/contracts';
import {
  CodeField,
  FlagField,
  IdField,
  IntField,
  LanguageField,
  ObjectField,
  OneOfField,
  PageQuery,
  RefField,
  TextField,
  TimestampField,
} from '@redress/edge';

export class ReceiveComplaintDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  complaintId?: string;

  @OneOfField(channels)
  channel: Channel;

  @OneOfField(['ORAL', 'WRITTEN'])
  form: 'ORAL' | 'WRITTEN';

  @TimestampField({ optional: true, description: 'When it reached us; now by default.' })
  receivedAt?: string;

  @OneOfField(['GOODS', 'SERVICE_MANNER'], { description: 'What the complaint is about.' })
  subject: 'GOODS' | 'SERVICE_MANNER';

  @TextField(20_000, { description: 'What was said, as it was said.' })
  content: string;

  @TextField(500, { optional: true, description: 'How to reach the complainant.' })
  contact?: string;

  @FlagField({ optional: true, description: 'The complainant does not want to be known.' })
  anonymous?: boolean;

  @TextField(2_000, { optional: true, description: 'What the complainant wants to happen.' })
  expectedOutcome?: string;

  @TextField(200, { optional: true, description: 'The customer they say they are: a claim.' })
  claimedCustomerRef?: string;

  @RefField({ optional: true })
  orderRef?: string;

  @LanguageField({ optional: true, description: 'Of the complainant; the tenant’s by default.' })
  language?: string;

  @CodeField({ optional: true, description: 'The system it comes from, with externalRef.' })
  source?: string;

  @RefField({ optional: true, description: 'Its reference there: taken once, for ever.' })
  externalRef?: string;
}

export class ApologyDto {
  @OneOfField(['EXPERIENCE', 'DELAY', 'PRODUCT', 'CONDUCT'])
  scope: 'EXPERIENCE' | 'DELAY' | 'PRODUCT' | 'CONDUCT';

  @FlagField({ description: 'Regret admits nothing; say so when liability is admitted.' })
  liabilityAdmitted: boolean;
}

export class ThankComplainantDto {
  @CodeField({ description: 'Template of the words.' })
  templateId: string;

  @OneOfField(channels)
  channel: Channel;

  @IdField({ description: 'Who answers for the case from now on.' })
  ownerId: string;

  @TimestampField({ description: 'When the complainant hears from us next.' })
  nextUpdateAt: string;

  @TextField(5_000, { description: 'The thanks and the care, in words.' })
  words: string;

  @ObjectField(() => ApologyDto, { optional: true })
  apology?: ApologyDto;

  @TimestampField({ optional: true, description: 'When it was said, if not now.' })
  occurredAt?: string;
}

export class GiveApologyDto extends ApologyDto {
  @OneOfField(channels)
  channel: Channel;

  @TimestampField({ optional: true })
  occurredAt?: string;
}

export class LogContactDto {
  @OneOfField(['INBOUND', 'OUTBOUND'])
  direction: 'INBOUND' | 'OUTBOUND';

  @OneOfField(['UPDATE', 'QUESTION', 'ANSWER', 'CHASER', 'OTHER'])
  purpose: 'UPDATE' | 'QUESTION' | 'ANSWER' | 'CHASER' | 'OTHER';

  @OneOfField(channels)
  channel: Channel;

  @IntField(0, 86_400, { optional: true })
  durationSec?: number;

  @IntField(0, 86_400, { optional: true })
  holdSec?: number;

  @IntField(1, 5, { optional: true, description: '1 calm … 5 beside themselves, at the start.' })
  emotionStart?: number;

  @IntField(1, 5, { optional: true })
  emotionEnd?: number;

  @FlagField({ optional: true, description: 'The complainant confirmed what it is about.' })
  essenceConfirmed?: boolean;

  @TextField(5_000)
  summary: string;

  @TimestampField({ optional: true })
  occurredAt?: string;
}

export class RequestWithdrawalDto {
  @OneOfField(['CUSTOMER', 'REPRESENTATIVE'])
  by: 'CUSTOMER' | 'REPRESENTATIVE';

  @TextField(2_000)
  reason: string;
}

export class ReferComplaintDto {
  @CodeField({ description: 'The body that takes it over.' })
  body: string;

  @TextField(2_000)
  reason: string;
}

/** One field at a time, so that every correction has a reason of its own. */
export class CorrectComplaintDto {
  @OneOfField(channels, { optional: true })
  channel?: Channel;

  @TimestampField({ optional: true })
  receivedAt?: string;

  @OneOfField(['GOODS', 'SERVICE_MANNER'], { optional: true })
  subject?: 'GOODS' | 'SERVICE_MANNER';

  @RefField({ optional: true })
  orderRef?: string;

  @TextField(20_000, { optional: true })
  content?: string;

  @TextField(500, { optional: true })
  contact?: string;

  @TextField(2_000, { optional: true })
  expectedOutcome?: string;

  @TextField(2_000, { description: 'Why it is corrected.' })
  reason: string;
}

export class ComplaintQuery extends PageQuery {
  @OneOfField(channels, { optional: true })
  channel?: Channel;

  @OneOfField(['RECEIVED', 'THANKED'], { optional: true })
  status?: 'RECEIVED' | 'THANKED';

  @RefField({ optional: true })
  complaintNo?: string;
}
