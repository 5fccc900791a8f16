import type { CustomerEvent } from '@redress/contracts';
import { type CommandMeta, personal, systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import fc from 'fast-check';
import type { LinkIdentity, UnlinkIdentity } from './customer-command.js';
import { customerDecider } from './customer.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const id = (n: number) => `019cadc6-9a80-7000-8000-${String(n).padStart(12, '0')}`;
const [customerId, otherId, third, evidence] = [id(1), id(2), id(3), id(4)];
const meta: CommandMeta = {
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId: id(9),
};
const registered: CustomerEvent = {
  type: 'CustomerRegistered',
  occurredAt: now,
  data: { partyType: 'PERSON' },
};
const proof = (to: string) => ({ otherId: to, evidenceIds: [evidence], confidencePct: 90 });
const link = (to: string, more: Partial<LinkIdentity['data']> = {}): LinkIdentity => ({
  type: 'LinkIdentity',
  data: { customerId, ...proof(to), ...more },
  meta,
});
const linked = (to: string): CustomerEvent => ({
  type: 'IdentityLinked',
  occurredAt: now,
  data: proof(to),
});
const mistake = (to: string) => ({ otherId: to, reason: personal('two brothers') });
const unlink = (to: string): UnlinkIdentity => ({
  type: 'UnlinkIdentity',
  data: mistake(to),
  meta,
});
const unlinked = (to: string): CustomerEvent => ({
  type: 'IdentityUnlinked',
  occurredAt: now,
  data: mistake(to),
});

describe('a link between two customers (A2)', () => {
  it('A2 rests on evidence, and says how sure it is', () => {
    given(customerDecider, registered).when(link(otherId)).then(linked(otherId));
    given(customerDecider, registered)
      .when(link(otherId, { evidenceIds: [] }))
      .thenRejected('EVIDENCE_MISSING');
  });

  it('is to somebody else, from somebody who is known', () => {
    given(customerDecider, registered).when(link(customerId)).thenRejected('LINK_TO_ITSELF');
    given(customerDecider).when(link(otherId)).thenRejected('NOT_FOUND');
  });

  it('is made once, and again after it was taken back', () => {
    given(customerDecider, registered, linked(otherId))
      .when(link(otherId))
      .thenRejected('ALREADY_LINKED');
    given(customerDecider, registered, linked(otherId), unlinked(otherId))
      .when(link(otherId))
      .then(linked(otherId));
    given(customerDecider, registered, linked(otherId)).when(link(third)).then(linked(third));
  });

  it('is taken back with a reason, where there is one', () => {
    given(customerDecider, registered, linked(otherId))
      .when(unlink(otherId))
      .then(unlinked(otherId));
    given(customerDecider, registered, linked(otherId))
      .when(unlink(third))
      .thenRejected('NOT_LINKED');
    given(customerDecider, registered, linked(otherId), unlinked(otherId))
      .when(unlink(otherId))
      .thenRejected('NOT_LINKED');
    given(customerDecider).when(unlink(otherId)).thenRejected('NOT_FOUND');
  });

  it('and its end leave the links as they were, whatever was linked before', () => {
    const others = fc.uniqueArray(fc.integer({ min: 10, max: 15 }), { maxLength: 5 });
    fc.assert(
      fc.property(others, (before) => {
        const history = [registered, ...before.map((n) => linked(id(n)))];
        const { state } = given(customerDecider, ...history);
        const [made] = given(customerDecider, ...history).when(link(otherId)).events;
        const joined = made ? [...history, made] : history;
        expect(given(customerDecider, ...joined).state).not.toEqual(state);
        expect(given(customerDecider, ...joined).when(unlink(otherId)).state).toEqual(state);
      }),
    );
  });

  it('moves no fact: what was counted stays where it was', () => {
    const observed: CustomerEvent = {
      type: 'ReviewObserved',
      occurredAt: now,
      data: { reviewId: 'R-1', rating: 2, at: now, source: 'SHOP' },
    };
    const { state } = given(customerDecider, registered, observed).when(link(otherId));
    expect(state).toMatchObject({ reviews: new Set(['SHOP/R-1']), links: new Set([otherId]) });
  });
});
