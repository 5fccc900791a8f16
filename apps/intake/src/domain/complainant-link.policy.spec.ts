import type { ComplaintEvent } from '@redress/contracts';
import { type CommandMeta, personal, systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type { LinkComplainant, UnlinkComplainant } from './complaint-command.js';
import { complaintDecider } from './complaint.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const id = (n: number) => `019cadc6-9a80-7000-8000-${String(n).padStart(12, '0')}`;
const [customerId, another, evidence] = [id(1), id(2), id(3)];
const meta: CommandMeta = {
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId: id(9),
};
const received = (more: { customerId?: string } = {}): ComplaintEvent => ({
  type: 'ComplaintReceived',
  occurredAt: now,
  data: {
    complaintId: id(5),
    complaintNo: 'C-2026-000001',
    channel: 'PHONE',
    form: 'ORAL',
    receivedAt: now,
    subject: 'GOODS',
    anonymous: false,
    claimedCustomerRef: personal('I am number 4711'),
    language: 'zh-CN',
    ...more,
  },
});
const proof = (of: string) => ({ customerId: of, evidenceIds: [evidence], confidencePct: 80 });
const link = (of: string, more: Partial<LinkComplainant['data']> = {}): LinkComplainant => ({
  type: 'LinkComplainant',
  data: { ...proof(of), ...more },
  meta,
});
const linked = (of: string): ComplaintEvent => ({
  type: 'ComplainantLinked',
  occurredAt: now,
  data: proof(of),
});
const mistake = (of: string) => ({ customerId: of, reason: personal('a namesake') });
const unlink = (of: string): UnlinkComplainant => ({
  type: 'UnlinkComplainant',
  data: mistake(of),
  meta,
});
const unlinked = (of: string): ComplaintEvent => ({
  type: 'ComplainantUnlinked',
  occurredAt: now,
  data: mistake(of),
});

describe('who complains (A2)', () => {
  it('is a claim until it is proven with evidence', () => {
    const claim = given(complaintDecider, received());
    expect(claim.state).not.toHaveProperty('customerId');
    claim.when(link(customerId)).then(linked(customerId));
    claim.when(link(customerId, { evidenceIds: [] })).thenRejected('EVIDENCE_MISSING');
    given(complaintDecider).when(link(customerId)).thenRejected('NOT_FOUND');
  });

  it('is one customer at a time', () => {
    const joined = given(complaintDecider, received(), linked(customerId));
    expect(joined.state).toMatchObject({ customerId });
    joined.when(link(customerId)).thenRejected('ALREADY_LINKED');
    joined.when(link(another)).thenRejected('ALREADY_LINKED');
    given(complaintDecider, received(), linked(customerId), unlinked(customerId))
      .when(link(another))
      .then(linked(another));
  });

  it('was known from the beginning where the receipt says so', () => {
    const known = given(complaintDecider, received({ customerId }));
    known.when(link(another)).thenRejected('ALREADY_LINKED');
    known.when(unlink(customerId)).then(unlinked(customerId));
  });

  it('is taken back where it was proven, and only there', () => {
    const joined = given(complaintDecider, received(), linked(customerId));
    joined.when(unlink(customerId)).then(unlinked(customerId));
    joined.when(unlink(another)).thenRejected('NOT_LINKED');
    given(complaintDecider, received()).when(unlink(customerId)).thenRejected('NOT_LINKED');
    given(complaintDecider).when(unlink(customerId)).thenRejected('NOT_FOUND');
    const parted = joined.when(unlink(customerId)).state;
    expect(parted).toEqual(given(complaintDecider, received()).state);
  });
});
