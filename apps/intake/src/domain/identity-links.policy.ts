import type { CustomerEvent } from '@redress/contracts';
import { type Decision, accept, reject } from '@redress/kernel';
import type { LinkIdentity, UnlinkIdentity } from './customer-command.js';
import type { KnownCustomer } from './customer-state.js';

/** Why two customers are not linked, or not parted. */
export type IdentityLinkCode =
  | 'EVIDENCE_MISSING'
  | 'LINK_TO_ITSELF'
  | 'ALREADY_LINKED'
  | 'NOT_LINKED';

/**
 * Says that two customers are one. No fact moves: each stays under the customer whom it was recorded
 * for, so that an unlink parts them as if nothing had been.
 *
 * Whether the other one exists, this stream does not say; a decider sees no other, so the route looks
 * before it asks. A link is always kept with the smaller id, so no other stream has it.
 */
export function linkIdentity(
  { data, meta }: LinkIdentity,
  { links }: KnownCustomer,
): Decision<CustomerEvent, IdentityLinkCode> {
  const { customerId, ...link } = data;
  if (link.otherId === customerId) {
    return reject('LINK_TO_ITSELF', 'a customer is the same as themselves anyway');
  }
  if (link.evidenceIds.length === 0) {
    return reject('EVIDENCE_MISSING', 'a link rests on at least one piece of evidence');
  }
  if (links.has(link.otherId)) return reject('ALREADY_LINKED', `linked to ${link.otherId}`);
  return accept<CustomerEvent>({ type: 'IdentityLinked', occurredAt: meta.now, data: link });
}

/** Says that they are two after all. */
export function unlinkIdentity(
  { data, meta }: UnlinkIdentity,
  { links }: KnownCustomer,
): Decision<CustomerEvent, IdentityLinkCode> {
  if (!links.has(data.otherId)) return reject('NOT_LINKED', `not linked to ${data.otherId}`);
  return accept<CustomerEvent>({ type: 'IdentityUnlinked', occurredAt: meta.now, data });
}
