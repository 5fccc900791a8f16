import {
  complaintEvents,
  type EventOf,
  type investigationEvents,
  type Severity,
  tenantEvents,
} from '@redress/contracts';
import { plusSeconds } from '@redress/kernel';
import { memoryPrivacy } from '@redress/privacy';
import { memoryService, type Recording } from '@redress/testing';
import { FollowUpConsumer } from '../src/consumers/follow-up.consumer.js';
import { IntakeConsumer } from '../src/consumers/intake.consumer.js';
import { ResolutionConsumer } from '../src/consumers/resolution.consumer.js';
import { TriageConsumer } from '../src/consumers/triage.consumer.js';
import { shanghai } from '../src/domain/clock-story.setup.js';
import { triageOf } from '../src/http/triage.port.js';

export const tenantId = 'demo';
export const caseId = '00000000-0000-7000-8000-00000000c001';
export const person = '00000000-0000-7000-8000-00000000d001';
export const monday = '2026-03-02T01:00:00.000Z';

/** The instant `minutes` after that Monday's opening. */
export const at = (minutes: number) => plusSeconds(monday, minutes * 60);

/** What somebody here says that the complaint is about. */
export function classified(
  severity: Severity,
): EventOf<typeof investigationEvents.ComplaintClassified>['data'] {
  const about = { cause: 'DESIGN' as const, causePath: [], specialTypes: [] };
  return { round: 1, ...about, severity, taxonomyVersion: 1 };
}

/** Triage in memory: real rules, handlers, sealing and consumers; other services only speak. */
export function triageWorld() {
  const { sealer } = memoryPrivacy();
  const scene = { tenantId, caseId, start: monday, orderingKey: 'demo/the-customer', sealer };
  const { log, newId, commands, happened, deliver, tell } = memoryService('triage', scene);
  const triage = triageOf({ newId, commands, heardUpTo: async () => undefined });
  const intake = new IntakeConsumer(triage);

  return {
    log,
    triage,
    happened,
    deliver,
    tell,
    intake,
    resolution: new ResolutionConsumer(triage),
    followUp: new FollowUpConsumer(triage),
    own: new TriageConsumer(triage),
    async tenantCreated() {
      const data = {
        name: { sealed: 'tenant:demo' },
        zone: 'Asia/Shanghai',
        language: 'zh-CN',
        currency: 'CNY',
        calendar: shanghai,
      };
      await tell(tenantEvents.TenantCreated, data, (c) => intake.tenantCreated(c), {
        id: tenantId,
      });
    },
    /** The receipt of the case, on that Monday. */
    received(recording?: Recording) {
      const data = {
        complaintId: caseId,
        complaintNo: 'C-2026-000001',
        channel: 'EMAIL',
        form: 'WRITTEN',
        receivedAt: monday,
        subject: 'GOODS',
        anonymous: false,
        language: 'en',
      } as const;
      return happened(complaintEvents.ComplaintReceived, data, recording);
    },
    /** The clocks of the case, e.g. `ACK 1 RUNNING`: kind, round and phase. */
    async clocks() {
      const { state } = await triage.clocks.load({ tenantId, category: 'clock', id: caseId });
      return state.clocks.map(({ kind, round, standing }) => `${kind} ${round} ${standing.phase}`);
    },
    async investigation() {
      const stream = { tenantId, category: 'investigation', id: caseId };
      return (await triage.investigations.load(stream)).state;
    },
  };
}
