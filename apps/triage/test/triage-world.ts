import type { ConsumedEvent } from '@redress/bus';
import { type LogName, redressCatalogue } from '@redress/contracts';
import {
  commandHandler,
  type LogRecord,
  memoryEventLog,
  memoryTransactions,
  recordedEvent,
} from '@redress/event-log';
import { type Origin, plusSeconds, systemActor, type Timestamp } from '@redress/kernel';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { shanghai } from '../src/domain/clock-story.setup.js';
import { triageOf } from '../src/http/triage.port.js';
import { FollowUpConsumer } from '../src/consumers/follow-up.consumer.js';
import { IntakeConsumer } from '../src/consumers/intake.consumer.js';
import { ResolutionConsumer } from '../src/consumers/resolution.consumer.js';
import { TriageConsumer } from '../src/consumers/triage.consumer.js';

export const tenantId = 'demo';
export const caseId = '00000000-0000-7000-8000-00000000c001';
export const person = '00000000-0000-7000-8000-00000000d001';
export const monday = '2026-03-02T01:00:00.000Z';

/** What is delivered: the method of a consumer, and what it is given apart from its transaction. */
type Delivery = Omit<ConsumedEvent, 'tx'>;
type React = (consumed: never) => Promise<void>;

/** Triage in memory: real rules, handlers, sealing and consumers; other services only speak. */
export function triageWorld() {
  const log = memoryEventLog('triage', { now: () => monday });
  const transactions = memoryTransactions();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  };
  const { sealer } = createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) });
  const triage = triageOf({
    newId,
    commands: (decider) =>
      commandHandler(decider, { log, sealer, newId, catalogue: redressCatalogue }),
  });
  const offsets = new Map<string, number>();

  /** An event as another service has recorded it. */
  function happened(
    home: { log: LogName; category: string; id?: string; origin?: Origin; recordedAt?: Timestamp },
    type: string,
    data: object,
    at: Timestamp,
  ): Delivery {
    const { log: name, category, id = caseId, origin = 'LIVE', recordedAt = at } = home;
    const offset = offsets.get(name) ?? 0;
    offsets.set(name, offset + 1);
    const record: LogRecord = {
      position: { log: name, partition: 5, offset },
      previous: offset - 1,
      orderingKey: `${tenantId}/${id}`,
      data,
      sealed: [],
      envelope: {
        id: newId(),
        stream: { tenantId, category, id },
        version: offset + 1,
        type,
        schemaVersion: 1,
        occurredAt: at,
        recordedAt,
        actor: systemActor('spec'),
        origin,
        correlationId: person,
      },
    };
    return { record, event: recordedEvent(record, redressCatalogue) };
  }

  /** Delivers as the bus does: in a transaction of its own. */
  function deliver(react: React, delivery: Delivery): Promise<void> {
    return transactions.run((tx) => react({ ...delivery, tx } as never));
  }

  const intake = new IntakeConsumer(triage);
  const resolution = new ResolutionConsumer(triage);
  const followUp = new FollowUpConsumer(triage);
  const own = new TriageConsumer(triage);
  const complaint = { log: 'intake', category: 'complaint' } as const;
  const imported = { ...complaint, origin: 'IMPORT' } as const;

  return {
    log,
    triage,
    happened,
    deliver,
    intake,
    resolution,
    followUp,
    own,
    complaint,
    imported,
    async tenantCreated() {
      const home = { log: 'intake', category: 'tenant', id: tenantId } as const;
      const data = {
        name: { sealed: 'tenant:demo' },
        zone: 'Asia/Shanghai',
        language: 'zh-CN',
        currency: 'CNY',
        calendar: shanghai,
      };
      await deliver((c) => intake.tenantCreated(c), happened(home, 'TenantCreated', data, monday));
    },
    received(home: { log: LogName; category: string; origin?: Origin } = complaint): Delivery {
      const data = {
        complaintId: caseId,
        complaintNo: 'C-2026-000001',
        channel: 'EMAIL',
        form: 'WRITTEN',
        receivedAt: monday,
        subject: 'GOODS',
        anonymous: false,
        language: 'en',
      };
      return happened(home, 'ComplaintReceived', data, monday);
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

/** The instant `minutes` after that Monday's opening. */
export const at = (minutes: number) => plusSeconds(monday, minutes * 60);
