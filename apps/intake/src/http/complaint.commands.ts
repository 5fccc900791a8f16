import type { Channel } from '@redress/contracts';
import { Problem } from '@redress/edge';
import { type CommandMeta, personal } from '@redress/kernel';
import type {
  CorrectComplaint,
  GiveApology,
  LinkComplainant,
  LogContact,
  ReceiveComplaint,
  ReferComplaint,
  RequestWithdrawal,
  ThankComplainant,
  UnlinkComplainant,
} from '../domain/complaint-command.js';
import type {
  CorrectComplaintDto,
  GiveApologyDto,
  LogContactDto,
  ReceiveComplaintDto,
  ReferComplaintDto,
  RequestWithdrawalDto,
  ThankComplainantDto,
} from './complaint.dto.js';
import type { LinkComplainantDto, UnlinkComplainantDto } from './link.dto.js';

/** What the edge adds to the body of a receipt. */
export interface ReceiptDefaults {
  readonly complaintId: string;
  readonly complaintNo: string;
  readonly language: string;
}

export function receiveComplaint(
  dto: ReceiveComplaintDto,
  { complaintId, complaintNo, language }: ReceiptDefaults,
  meta: CommandMeta,
): ReceiveComplaint {
  const { content, contact, expectedOutcome, claimedCustomerRef, ...plain } = dto;
  return {
    type: 'ReceiveComplaint',
    meta,
    data: {
      ...plain,
      complaintId,
      complaintNo,
      receivedAt: dto.receivedAt ?? meta.now,
      anonymous: dto.anonymous ?? false,
      language: dto.language ?? language,
      content: personal(content),
      ...(contact ? { contact: personal(contact) } : {}),
      ...(expectedOutcome ? { expectedOutcome: personal(expectedOutcome) } : {}),
      ...(claimedCustomerRef ? { claimedCustomerRef: personal(claimedCustomerRef) } : {}),
    },
  };
}

export function thankComplainant(dto: ThankComplainantDto, meta: CommandMeta): ThankComplainant {
  return { type: 'ThankComplainant', meta, data: { ...dto, words: personal(dto.words) } };
}

export function giveApology(dto: GiveApologyDto, meta: CommandMeta): GiveApology {
  return { type: 'GiveApology', meta, data: { ...dto } };
}

export function logContact(dto: LogContactDto, meta: CommandMeta): LogContact {
  return { type: 'LogContact', meta, data: { ...dto, summary: personal(dto.summary) } };
}

export function requestWithdrawal(dto: RequestWithdrawalDto, meta: CommandMeta): RequestWithdrawal {
  return { type: 'RequestWithdrawal', meta, data: { by: dto.by, reason: personal(dto.reason) } };
}

export function referComplaint(dto: ReferComplaintDto, meta: CommandMeta): ReferComplaint {
  return { type: 'ReferComplaint', meta, data: { body: dto.body, reason: personal(dto.reason) } };
}

export function linkComplainant(dto: LinkComplainantDto, meta: CommandMeta): LinkComplainant {
  return { type: 'LinkComplainant', meta, data: { ...dto } };
}

export function unlinkComplainant(
  { customerId, reason }: UnlinkComplainantDto,
  meta: CommandMeta,
): UnlinkComplainant {
  return { type: 'UnlinkComplainant', meta, data: { customerId, reason: personal(reason) } };
}

/** Throws BODY_INVALID unless exactly one field is to be corrected. */
export function correctComplaint(
  { reason, ...values }: CorrectComplaintDto,
  meta: CommandMeta,
): CorrectComplaint {
  const corrections = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [correctionOf(name as keyof typeof values, value)],
  );
  const [correction] = corrections;
  if (!correction || corrections.length > 1) {
    throw new Problem('BODY_INVALID', 'name exactly one field to correct');
  }
  return { type: 'CorrectComplaint', meta, data: { ...correction, reason: personal(reason) } };
}

type Correction = CorrectComplaint['data'] extends infer Data
  ? Data extends unknown
    ? Omit<Data, 'reason'>
    : never
  : never;

function correctionOf(
  name: Exclude<keyof CorrectComplaintDto, 'reason'>,
  value: string,
): Correction {
  switch (name) {
    case 'channel':
      return { field: 'CHANNEL', value: value as Channel };
    case 'receivedAt':
      return { field: 'RECEIVED_AT', value };
    case 'subject':
      return { field: 'SUBJECT', value: value as 'GOODS' | 'SERVICE_MANNER' };
    case 'orderRef':
      return { field: 'ORDER_REF', value };
    case 'content':
      return { field: 'CONTENT', text: personal(value) };
    case 'contact':
      return { field: 'CONTACT', text: personal(value) };
    case 'expectedOutcome':
      return { field: 'EXPECTED_OUTCOME', text: personal(value) };
  }
}
