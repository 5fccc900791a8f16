import { Problem } from '@redress/edge';
import { type CommandMeta, personal, type Uuid } from '@redress/kernel';
import type {
  LinkIdentity,
  ObserveCredit,
  ObserveReturn,
  ObserveReview,
  ObserveTransaction,
  RecordBrightSpot,
  RegisterCustomer,
  UnlinkIdentity,
} from '../domain/customer-command.js';
import type { ObserveTransactionDto, RegisterCustomerDto } from './customer.dto.js';
import type {
  ObserveCreditDto,
  ObserveReturnDto,
  ObserveReviewDto,
  RecordBrightSpotDto,
} from './customer-facts.dto.js';
import type { LinkIdentityDto, UnlinkIdentityDto } from './link.dto.js';

export function registerCustomer(
  { customerId: _, name, contact, ...plain }: RegisterCustomerDto,
  meta: CommandMeta,
): RegisterCustomer {
  const data = {
    ...plain,
    ...(name ? { name: personal(name) } : {}),
    ...(contact ? { contact: personal(contact) } : {}),
  };
  return { type: 'RegisterCustomer', meta, data };
}

export function observeTransaction(
  dto: ObserveTransactionDto,
  meta: CommandMeta,
): ObserveTransaction {
  return { type: 'ObserveTransaction', meta, data: { ...dto } };
}

export function observeReturn(dto: ObserveReturnDto, meta: CommandMeta): ObserveReturn {
  return { type: 'ObserveReturn', meta, data: { ...dto, source: sourceOf(dto, meta) } };
}

export function observeCredit(dto: ObserveCreditDto, meta: CommandMeta): ObserveCredit {
  return { type: 'ObserveCredit', meta, data: { ...dto, source: sourceOf(dto, meta) } };
}

export function observeReview({ url, ...dto }: ObserveReviewDto, meta: CommandMeta): ObserveReview {
  const data = { ...dto, source: sourceOf(dto, meta), ...(url ? { url: personal(url) } : {}) };
  return { type: 'ObserveReview', meta, data };
}

export function recordBrightSpot(
  { note, ...dto }: RecordBrightSpotDto,
  spotId: Uuid,
  meta: CommandMeta,
): RecordBrightSpot {
  const texts = note ? { note: personal(note) } : {};
  const data = { ...dto, spotId, source: sourceOf(dto, meta), ...texts };
  return { type: 'RecordBrightSpot', meta, data };
}

export function linkIdentity(
  customerId: Uuid,
  dto: LinkIdentityDto,
  meta: CommandMeta,
): LinkIdentity {
  return { type: 'LinkIdentity', meta, data: { ...dto, customerId } };
}

export function unlinkIdentity(dto: UnlinkIdentityDto, meta: CommandMeta): UnlinkIdentity {
  return { type: 'UnlinkIdentity', meta, data: { ...dto, reason: personal(dto.reason) } };
}

/** Where a fact comes from. Throws BODY_INVALID where a system does not say which one it is. */
function sourceOf({ source }: { source?: string }, { actor }: CommandMeta): string {
  if (source) return source;
  if (actor.kind === 'USER') return 'MANUAL';
  throw new Problem('BODY_INVALID', 'source: a system says which one it is');
}
