import { systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import { whatIfDecider } from './what-if.decider.js';

const now = '2026-03-02T01:00:00.000Z';
const data = {
  policy: 'RISK',
  at: now,
  baseVersion: 2,
  inputsHash: 'a'.repeat(64),
  resultHash: 'b'.repeat(64),
  customers: 1_200,
  changed: 17,
} as const;
const record = {
  type: 'RecordWhatIf',
  data,
  meta: {
    tenantId: 'demo',
    actor: systemActor('spec'),
    now,
    origin: 'LIVE',
    correlationId: '00000000-0000-7000-8000-000000000000',
  },
} as const;

describe('a what-if', () => {
  it('is recorded as it was run, and once', () => {
    const run = { type: 'WhatIfRun', occurredAt: now, data } as const;
    given(whatIfDecider).when(record).then(run);
    given(whatIfDecider, run).when(record).thenRejected('ALREADY_EXISTS');
  });
});
