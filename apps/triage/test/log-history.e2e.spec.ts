import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  beginning,
  chainOf,
  chainPast,
  fromTopicMessage,
  type HistoryPage,
  messageOfHistory,
  type Role,
  toTopicMessage,
} from '@redress/contracts';
import { configureEdge, createFastifyAdapter, Problem } from '@redress/edge';
import { type EventLog, partitionOf } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import { createLogger, createMetrics } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { triageOf } from '../src/http/triage.port.js';
import { TriageModule, triageService } from '../src/triage.module.js';

/** Real here: PostgreSQL, the logs of triage, routes, edge and sealing. */

const userId = '0190a000-0000-7000-8000-00000000000a';
const orderingKey = 'shared/one';
const partition = partitionOf(orderingKey);
let database: TestDatabase;
let service: OpenService;
let app: NestFastifyApplication;
let log: EventLog;

beforeAll(async () => {
  database = await testDatabase();
  const logger = createLogger({ name: 'triage', level: 'error' });
  service = await openServiceRuntime(triageService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy: createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) }),
    ...{ logger, onConnectionLost: () => undefined },
  });
  log = service.runtime.log('triage');
  app = await NestFactory.create<NestFastifyApplication>(
    TriageModule.register(service.runtime),
    createFastifyAdapter(),
    { logger: false, abortOnError: false, bodyParser: false },
  );
  configureEdge(app, {
    authenticator: {
      async authenticate(authorization) {
        const [tenantId, role] = (authorization?.replace('Bearer ', '') ?? '').split(' ');
        if (!tenantId || !role) throw new Problem('UNAUTHENTICATED', 'no token');
        return { userId, tenantId, roles: [role as Role] };
      },
    },
    ...{ secret: new Uint8Array(32), logger, metrics: createMetrics() },
  });
  await app.init();
  for (const tenantId of ['demo', 'demo', 'other', 'other', 'demo', 'other', 'demo']) {
    await noteFact(tenantId);
  }
});

afterAll(async () => {
  await app?.close();
  await service?.close();
  await database?.drop();
});

/** One event of a case of this tenant; all in one partition. */
async function noteFact(tenantId: string): Promise<void> {
  const now = new Date().toISOString();
  const at = { sourceLog: 'intake', sourcePartition: 0, sourceOffset: 1 } as const;
  const fact = { type: 'ComplaintReceived', receivedAt: now } as const;
  const data = { ...at, sourceRecordedAt: now, occurredAt: now, fact };
  const meta = { tenantId, actor: systemActor('suite'), now, origin: 'LIVE' } as const;
  const command = { type: 'NoteCaseFact', data, meta: { ...meta, correlationId: randomUUID() } };
  const { investigations } = triageOf(service.runtime);
  const noted = await investigations.handle(randomUUID(), command as never, { orderingKey });
  expect(noted).toMatchObject({ ok: true });
}

async function get(path: string, role = 'integration', tenantId = 'demo') {
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1/triage/logs/${path}`,
    headers: { authorization: `Bearer ${tenantId} ${role}` },
  });
  return { status: answer.statusCode, page: answer.json<HistoryPage>(), text: answer.body };
}

describe('/api/v1/triage/logs/{log}/partitions/{partition}/events', () => {
  it('leads through the whole log in pages, without a gap, each event as its topic has it', async () => {
    let range = beginning;
    let end = 0;
    const found: string[] = [];
    while (range.upTo < end) {
      const query = `after=${range.upTo}&limit=2`;
      const { status, page } = await get(`triage/partitions/${partition}/events?${query}`);
      expect(status).toBe(200);
      expect(page).toMatchObject({ log: 'triage', partition, after: range.upTo });
      const events = page.items.map((item) =>
        fromTopicMessage('triage', messageOfHistory(partition, item)),
      );
      for (const event of events) found.push(String(toTopicMessage(event).headers['ce_id']));
      const steps = [
        ...events.map((event) => ({ at: event.position.offset, event })),
        ...page.elsewhere.map((span) => ({ at: span.from, span })),
      ].sort((a, b) => a.at - b.at);
      for (const step of steps) {
        const { kind, range: next } =
          'event' in step ? chainOf(range, step.event) : chainPast(range, step.span);
        expect(kind).toBe('NEXT');
        range = next;
      }
      expect(range.upTo).toBe(page.upTo);
      ({ end } = page);
    }
    expect(range).toEqual({ after: -1, upTo: 6 });
    const records = await log.readPartition(partition, -1, 100);
    const own = records.filter(({ envelope }) => envelope.stream.tenantId === 'demo');
    expect(found).toEqual(own.map(({ envelope }) => envelope.id));
  });

  it('S10: shows nobody what is another tenant’s', async () => {
    const { page, text } = await get(`triage/partitions/${partition}/events`, 'auditor', 'other');
    expect(page.items.map(({ tenant }) => tenant)).toEqual(['other', 'other', 'other']);
    expect(text).not.toContain('demo');
    const nobody = await get(`triage/partitions/${partition}/events`, 'auditor', 'third');
    expect(nobody.page).toMatchObject({ items: [], elsewhere: [{ from: 0, to: 6 }], end: 6 });
  });

  it('ends where the log ends', async () => {
    const { page } = await get(`triage/partitions/${partition}/events?after=6`);
    expect(page).toMatchObject({ after: 6, upTo: 6, end: 6, items: [], elsewhere: [] });
    const empty = await get(`triage/partitions/${(partition + 1) % 16}/events`);
    expect(empty.page).toMatchObject({ after: -1, upTo: -1, end: -1, items: [] });
  });

  it.each([
    ['triage', 'integration', 200],
    ['triage', 'auditor', 200],
    ['triage', 'agent', 403],
    ['triage', 'compliance', 403],
    ['conduct', 'integration', 403],
    ['conduct', 'auditor', 200],
  ])('S20: %s is served to %s with %i', async (name, role, status) => {
    expect((await get(`${name}/partitions/0/events`, role)).status).toBe(status);
  });

  it.each([
    'intake/partitions/0/events',
    'triage/partitions/16/events',
    'triage/partitions/x/events',
    'triage/partitions/0/events?after=-2',
    'triage/partitions/0/events?limit=0',
    'triage/partitions/0/events?limit=1001',
    'triage/partitions/0/events?before=7',
  ])('refuses %s', async (path) => {
    expect((await get(path)).status).toBe(400);
  });
});
