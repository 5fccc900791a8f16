import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@redress/contracts';
import { configureEdge, createFastifyAdapter, Problem } from '@redress/edge';
import { createLogger, createMetrics } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { IntakeModule, intakeService } from '../src/intake.module.js';

/** Real here: PostgreSQL, routes, edge, rules, sealing. */

let database: TestDatabase;
let service: OpenService;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await testDatabase();
  const logger = createLogger({ name: 'intake', level: 'error' });
  service = await openServiceRuntime(intakeService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy: createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) }),
    logger,
    onConnectionLost: () => undefined,
  });
  app = await NestFactory.create<NestFastifyApplication>(
    IntakeModule.register(service.runtime),
    createFastifyAdapter(),
    { logger: false, abortOnError: false, bodyParser: false },
  );
  const userId = randomUUID();
  configureEdge(app, {
    authenticator: {
      /** `Bearer <role> <tenant>` */
      async authenticate(authorization) {
        const [, role, tenantId] = authorization?.split(' ') ?? [];
        if (!role || !tenantId) throw new Problem('UNAUTHENTICATED', 'no token');
        return { userId, tenantId, roles: [role as Role] };
      },
    },
    secret: new Uint8Array(32),
    logger,
    metrics: createMetrics(),
  });
  await app.init();
  for (const tenant of ['demo', 'neighbour']) {
    const about = { name: 'Demo', zone: 'Asia/Shanghai', language: 'en', currency: 'CNY' };
    expect((await post('tenants', about, 'admin', tenant)).status).toBe(201);
  }
});

afterAll(async () => {
  await app?.close();
  await service?.close();
  await database?.drop();
});

async function post(path: string, payload: object, role: Role = 'agent', tenant = 'demo') {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/${path}`,
    headers: { authorization: `Bearer ${role} ${tenant}`, 'idempotency-key': randomUUID() },
    payload,
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function code(path: string, payload: object, role: Role = 'agent') {
  const { status, body } = await post(path, payload, role);
  return status === 200 ? 200 : `${status} ${body.code}`;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const authorization = 'Bearer agent demo';
  const url = `/api/v1/${path}`;
  const answer = await app.inject({ method: 'GET', url, headers: { authorization, ...headers } });
  return answer.json();
}

async function register(tenant = 'demo'): Promise<string> {
  const customerId = randomUUID();
  const { status } = await post('customers', { customerId, partyType: 'PERSON' }, 'agent', tenant);
  expect(status).toBe(201);
  return customerId;
}

async function evidence(tenant = 'demo'): Promise<string> {
  const evidenceId = randomUUID();
  const body = { evidenceId, sha256: 'a'.repeat(64), kind: 'DOCUMENT', source: 'STAFF' };
  expect((await post('evidence', body, 'agent', tenant)).status).toBe(201);
  return evidenceId;
}

async function complaint(): Promise<string> {
  const complaintId = randomUUID();
  const how = { channel: 'PHONE', form: 'ORAL', subject: 'GOODS', content: 'It leaks.' };
  const who = { contact: '138 0000 0000', claimedCustomerRef: 'I am number 4711.' };
  expect((await post('complaints', { complaintId, ...how, ...who })).status).toBe(201);
  return complaintId;
}

const at = '2026-02-01T08:00:00Z';
const returned = { returnId: 'R-1', orderId: 'A-1', daysHeld: 3, at };
const credit = {
  ...{ creditId: 'K-1', kind: 'PAYMENT_OVERDUE', severity: 2, lawfulBasis: 'CONTRACT', at },
};
const review = { reviewId: 'V-1', rating: 1, url: 'https://example.com/r/1', at };

describe('what is reported of a customer', () => {
  it('A24 is counted once, with the system that it comes from', async () => {
    const id = await register();
    const spot = { spotId: randomUUID(), kind: 'PRAISE', evidenceId: await evidence() };
    const facts: [string, object][] = [
      ['observe-return', returned],
      ['observe-credit', credit],
      ['observe-review', { ...review, source: 'MARKET' }],
      ['record-bright-spot', { ...spot, note: 'Thanked the driver.' }],
    ];
    for (const [verb, body] of [...facts, ...facts]) {
      expect(await code(`customers/${id}/${verb}`, body)).toBe(200);
    }
    const counts = { orders: 0, returns: 1, credits: 1, reviews: 1, brightSpots: 1, links: [] };
    const withheld = await get(`customers/${id}`);
    expect(withheld).toMatchObject({ id, version: 5, ...counts });
    expect(withheld.history).toMatchObject([
      {},
      { type: 'ReturnObserved', data: { source: 'MANUAL' }, actor: { role: 'agent' } },
      { type: 'CreditObserved', data: { source: 'MANUAL' } },
      { type: 'ReviewObserved', data: { source: 'MARKET', url: { withheld: true } } },
      { type: 'BrightSpotRecorded', data: { source: 'MANUAL', note: { withheld: true } } },
    ]);
    const revealed = await get(`customers/${id}`, { 'redress-purpose': 'CASE_HANDLING' });
    expect(revealed.history[4].data.note).toEqual({ text: 'Thanked the driver.' });
  });

  it('comes from those who may, of customers who are there, with a name where a system speaks', async () => {
    const id = await register();
    const path = `customers/${id}/observe-return`;
    expect(await code(path, returned, 'integration')).toBe('400 BODY_INVALID');
    expect(await code(path, { ...returned, source: 'SHOP' }, 'integration')).toBe(200);
    expect(await code(path, returned, 'auditor')).toBe('403 FORBIDDEN');
    expect(await code(`customers/${randomUUID()}/observe-return`, returned)).toBe('404 NOT_FOUND');
    const future = { ...returned, at: '2999-01-01T00:00:00Z' };
    expect(await code(path, future)).toBe('422 OCCURRED_IN_FUTURE');
    const spot = { kind: 'PRAISE', evidenceId: randomUUID() };
    expect(await code(`customers/${id}/record-bright-spot`, spot)).toBe('422 EVIDENCE_MISSING');
  });
});

describe('a link between customers', () => {
  it('A2 needs evidence that is registered here, and two customers of the tenant', async () => {
    const [id = '', otherId = ''] = [await register(), await register()].sort();
    const [known, elsewhere] = [await evidence(), await evidence('neighbour')];
    const link = (more: object) =>
      code(`customers/${id}/link`, { otherId, evidenceIds: [known], confidencePct: 90, ...more });
    expect(await link({ evidenceIds: [] })).toBe('422 EVIDENCE_MISSING');
    expect(await link({ evidenceIds: [known, randomUUID()] })).toBe('422 EVIDENCE_MISSING');
    expect(await link({ evidenceIds: [elsewhere] })).toBe('422 EVIDENCE_MISSING');
    expect(await link({ otherId: randomUUID() })).toBe('422 CUSTOMER_UNKNOWN');
    expect(await link({ otherId: await register('neighbour') })).toBe('422 CUSTOMER_UNKNOWN');
    expect(await link({ otherId: id })).toBe('422 LINK_TO_ITSELF');
    expect(await link({ confidencePct: 0 })).toBe('400 BODY_INVALID');
    expect(await link({})).toBe(200);
    expect(await link({})).toBe('409 ALREADY_LINKED');
    expect(await get(`customers/${id}`)).toMatchObject({ links: [otherId] });
  });

  it('is made and taken back from either side', async () => {
    const [id = '', otherId = ''] = [await register(), await register()].sort();
    const proof = { evidenceIds: [await evidence()], confidencePct: 60 };
    const back = { otherId: id, ...proof };
    const reason = 'Two brothers.';
    expect(await code(`customers/${id}/link`, { otherId, ...proof })).toBe(200);
    expect(await code(`customers/${otherId}/link`, back)).toBe('409 ALREADY_LINKED');
    expect(await code(`customers/${id}/unlink`, { otherId, reason }, 'care')).toBe('403 FORBIDDEN');
    expect(await code(`customers/${otherId}/unlink`, { otherId: id, reason })).toBe(200);
    expect(await get(`customers/${id}`)).toMatchObject({ links: [], version: 3 });
    expect(await code(`customers/${id}/unlink`, { otherId, reason })).toBe('409 NOT_LINKED');
    expect(await code(`customers/${otherId}/link`, back)).toBe(200);
    expect(await get(`customers/${id}`)).toMatchObject({ links: [otherId], version: 4 });
  });

  it('is made once when both sides are linked to each other at the same time', async () => {
    const [id, otherId] = [await register(), await register()];
    const proof = { evidenceIds: [await evidence()], confidencePct: 60 };
    const made = await Promise.all([
      code(`customers/${id}/link`, { otherId, ...proof }),
      code(`customers/${otherId}/link`, { otherId: id, ...proof }),
    ]);
    expect(made.sort()).toEqual([200, '409 ALREADY_LINKED']);
  });

  it('is looked for of somebody who is known', async () => {
    const [id, nobody] = [await register(), randomUUID()];
    const proof = { evidenceIds: [await evidence()], confidencePct: 60 };
    expect(await code(`customers/${nobody}/link`, { otherId: id, ...proof })).toBe('404 NOT_FOUND');
    const gone = await code(`customers/${nobody}/unlink`, { otherId: id, reason: 'Nobody.' });
    expect(gone).toBe('404 NOT_FOUND');
  });
});

describe('who complains', () => {
  it('is a claim until it is proven, and one customer at a time', async () => {
    const [complaintId, customerId] = [await complaint(), await register()];
    const proof = { customerId, evidenceIds: [await evidence()], confidencePct: 95 };
    const link = (more: object = {}) =>
      code(`complaints/${complaintId}/link-complainant`, { ...proof, ...more });
    const unlink = (id: string) =>
      code(`complaints/${complaintId}/unlink-complainant`, { customerId: id, reason: 'Namesake.' });
    expect(await get(`complaints/${complaintId}`)).not.toHaveProperty('customerId');
    expect(await link({ customerId: randomUUID() })).toBe('422 CUSTOMER_UNKNOWN');
    expect(await link({ evidenceIds: [randomUUID()] })).toBe('422 EVIDENCE_MISSING');
    expect(await unlink(customerId)).toBe('409 NOT_LINKED');
    expect(await link()).toBe(200);
    expect(await get(`complaints/${complaintId}`)).toMatchObject({ customerId });
    expect(await link({ customerId: await register() })).toBe('409 ALREADY_LINKED');
    expect(await unlink(randomUUID())).toBe('409 NOT_LINKED');
    expect(await unlink(customerId)).toBe(200);
    expect(await get(`complaints/${complaintId}`)).not.toHaveProperty('customerId');
    const path = `complaints/${randomUUID()}/link-complainant`;
    expect(await code(path, proof)).toBe('404 NOT_FOUND');
  });
});
