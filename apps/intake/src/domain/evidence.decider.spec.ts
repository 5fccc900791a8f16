import type { EvidenceEvent } from '@redress/contracts';
import { systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import { evidenceDecider, type RegisterEvidence } from './evidence.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const data = {
  sha256: 'a'.repeat(64),
  kind: 'PHOTO',
  source: 'CUSTOMER',
  sizeBytes: 1_024,
} as const;

const register: RegisterEvidence = {
  type: 'RegisterEvidence',
  data,
  meta: {
    tenantId: 'demo',
    actor: systemActor('spec'),
    now,
    origin: 'LIVE',
    correlationId: '019cadc6-9a80-7000-8000-000000000001',
  },
};
const registered: EvidenceEvent = { type: 'EvidenceRegistered', occurredAt: now, data };

describe('evidence (A45)', () => {
  it('is registered by the hash of its bytes and its kind', () => {
    given(evidenceDecider).when(register).then(registered);
  });

  it('is registered once and never changed', () => {
    given(evidenceDecider, registered).when(register).thenRejected('ALREADY_EXISTS');
  });
});
