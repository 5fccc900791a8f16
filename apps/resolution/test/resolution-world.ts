import type { CommandMeta } from '@redress/kernel';
import { memoryPrivacy } from '@redress/privacy';
import { memoryService } from '@redress/testing';
import { FollowUpConsumer } from '../src/consumers/follow-up.consumer.js';
import { IntakeConsumer } from '../src/consumers/intake.consumer.js';
import { TriageConsumer } from '../src/consumers/triage.consumer.js';
import { resolutionOf } from '../src/http/resolution.port.js';

export const tenantId = 'demo';
export const caseId = '0190a000-0000-7000-8000-0000000000ca';
export const morning = '2026-03-02T09:00:00.000Z';
export const nextDay = '2026-03-03T09:00:00.000Z';
export const dueAt = '2026-03-16T09:00:00.000Z';
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

/** Resolution in memory: real rules, handlers, sealing and consumers; other services only speak. */
export function resolutionWorld() {
  const { sealer } = memoryPrivacy();
  const scene = { tenantId, caseId, start: morning, orderingKey: 'demo/the-customer', sealer };
  const { log, tell, commands } = memoryService('resolution', scene);
  const resolution = resolutionOf({ commands });
  return {
    log,
    ...resolution,
    tell,
    intake: new IntakeConsumer(resolution),
    triage: new TriageConsumer(resolution),
    followUp: new FollowUpConsumer(resolution),
    stream: { tenantId, category: 'resolution', id: caseId },
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
