import type { CommandMeta } from '@redress/kernel';
import { memoryPrivacy } from '@redress/privacy';
import { memoryService } from '@redress/testing';
import { IntakeConsumer } from '../src/consumers/intake.consumer.js';
import { ResolutionConsumer } from '../src/consumers/resolution.consumer.js';
import { TriageConsumer } from '../src/consumers/triage.consumer.js';
import { followUpOf } from '../src/http/follow-up.port.js';

export const tenantId = 'demo';
export const caseId = '0190a000-0000-7000-8000-0000000000ca';
export const morning = '2026-03-02T09:00:00.000Z';
export const nextDay = '2026-03-03T09:00:00.000Z';
export const warehouse = '0190a000-0000-7000-8000-0000000000d1';
export const text = { sealed: `complaint:${caseId}` } as const;
export const actor = {
  kind: 'USER',
  role: 'agent',
  id: '0190a000-0000-7000-8000-00000000000a',
} as const;

/** Circumstances of what somebody does here the day after. */
export const meta: CommandMeta = {
  tenantId,
  actor,
  now: nextDay,
  origin: 'LIVE',
  correlationId: caseId,
};

/** Follow-up in memory: real rules, handlers, sealing and consumers; other services only speak. */
export function followUpWorld() {
  const { sealer } = memoryPrivacy();
  const scene = { tenantId, caseId, start: morning, orderingKey: 'demo/the-customer', sealer };
  const { log, tell, commands } = memoryService('follow-up', scene);
  const followUp = followUpOf({ commands });
  return {
    log,
    ...followUp,
    tell,
    intake: new IntakeConsumer(followUp),
    triage: new TriageConsumer(followUp),
    resolution: new ResolutionConsumer(followUp),
    stream: { tenantId, category: 'closure', id: caseId },
  };
}

/** The receipt of the case, that morning. */
export const received = {
  complaintId: caseId,
  complaintNo: 'C-2026-000123',
  channel: 'EMAIL',
  form: 'WRITTEN',
  receivedAt: morning,
  subject: 'GOODS',
  anonymous: true,
  language: 'en',
} as const;
