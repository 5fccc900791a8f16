import 'reflect-metadata';
import { Problem, configureEdge, createFastifyAdapter } from '@redress/edge';
import { systemActor } from '@redress/kernel';
import { createLogger, createMetrics } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CaseFact } from '../src/domain/closure-command.js';
import { closureDecider } from '../src/domain/closure.decider.js';
import { FollowUpModule, followUpService } from '../src/follow-up.module.js';

/** Real here: PostgreSQL, routes, edge, rules, sealing. What other services say is noted directly. */

const tenantId = 'demo';
const anna = '0190a000-0000-7000-8000-00000000000a';
const ben = '0190a000-0000-7000-8000-00000000000b';
const warehouse = '0190a000-0000-7000-8000-0000000000d1';
let database: TestDatabase;
let service: OpenService;
let app: NestFastifyApplication;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  const logger = createLogger({ name: 'follow-up', level: 'error' });
  const privacy = createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) });
  service = await openServiceRuntime(followUpService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy,
    logger,
    onConnectionLost: () => undefined,
  });
  app = await NestFactory.create<NestFastifyApplication>(
    FollowUpModule.register(service.runtime),
    createFastifyAdapter(),
    { logger: false, abortOnError: false, bodyParser: false },
  );
  configureEdge(app, {
    authenticator: {
      async authenticate(authorization) {
        if (authorization === `Bearer ${ben}`) {
          return { userId: ben, tenantId, roles: ['supervisor'] };
        }
        if (authorization === `Bearer ${anna}`) {
          return { userId: anna, tenantId, roles: ['quality', 'agent'] };
        }
        throw new Problem('UNAUTHENTICATED', 'no token');
      },
    },
    secret: new Uint8Array(32),
    logger,
    metrics: createMetrics(),
  });
  await app.init();
});

afterAll(async () => {
  await app?.close();
  await service?.close();
  await database?.drop();
});

async function receivedCase(...facts: CaseFact[]): Promise<string> {
  count += 1;
  const id = `0190a000-0000-7000-8000-${String(count).padStart(12, '0')}`;
  await hear(id, { type: 'ComplaintReceived', complaintNo: `C-2026-${count}` }, ...facts);
  return id;
}

async function hear(id: string, ...facts: CaseFact[]): Promise<void> {
  const closures = service.runtime.commands(closureDecider);
  for (const fact of facts) {
    count += 1;
    const now = new Date().toISOString();
    const meta = { tenantId, actor: systemActor('follow-up'), now, correlationId: id } as const;
    const outcome = await closures.handle(id, {
      type: 'NoteCaseFact',
      data: {
        round: 1,
        sourceLog: 'resolution',
        sourcePartition: 0,
        sourceOffset: count,
        sourceRecordedAt: now,
        occurredAt: now,
        fact,
      },
      meta: { ...meta, origin: 'LIVE' },
    });
    expect(outcome).toMatchObject({ ok: true });
  }
}

const responded: CaseFact[] = [
  { type: 'FinalResponseIssued', outcome: 'PARTLY_UPHELD' },
  { type: 'ResponsibilityAttributed', departmentIds: [warehouse] },
];

async function post(id: string, verb: string, payload?: object, as = anna) {
  count += 1;
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/closures/${id}/${verb}`,
    headers: { authorization: `Bearer ${as}`, 'idempotency-key': `key-${count}-0123456789` },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function get(id: string, headers: Record<string, string> = {}) {
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1/closures/${id}`,
    headers: { authorization: `Bearer ${anna}`, ...headers },
  });
  return { status: answer.statusCode, body: answer.json() };
}

describe('/api/v1/closures', () => {
  it('carries a case through both legs of feedback to its end, and reopens it (C14)', async () => {
    const id = await receivedCase(...responded);
    const message = 'The pallet was stored in the rain.';
    const sent = await post(id, 'send-feedback-form', { departmentId: warehouse, message });
    expect(sent.status).toBe(200);
    const { formNo } = (await get(id)).body.forms[0];
    expect(formNo).toMatch(/^F-2026-\d+-1$/);
    const steps: [string, object | undefined, string][] = [
      ['dispute-form', { formNo, reason: 'It was the carrier.' }, anna],
      ['decide-dispute', { formNo, stands: true, reason: 'The photos say otherwise.' }, ben],
      ['send-survey', { instrument: 'CSAT', channel: 'EMAIL' }, anna],
      ['answer-survey', { csat: 2, comment: 'It took too long.' }, anna],
      ['decide-prevention', { mode: 'QUICK_FIX', measure: 'A roof over the ramp.' }, anna],
      ['close', undefined, anna],
    ];
    for (const [verb, body, as] of steps) {
      expect(await post(id, verb, body, as)).toMatchObject({ status: 200, body: { id } });
    }
    expect((await get(id)).body).toMatchObject({
      closed: true,
      unmetGates: [],
      forms: [{ formNo, departmentId: warehouse, status: 'DECIDED' }],
      survey: { status: 'ANSWERED', csat: 2, dissatisfied: true },
      prevention: 'QUICK_FIX',
    });
    expect(await post(id, 'reopen', { reason: 'It rained again.' })).toMatchObject({ status: 200 });
    expect((await get(id)).body).toMatchObject({ closed: false, round: 2, metGates: [] });
  });

  it('names the gates that are missing, and closes in spite of them only with a right', async () => {
    const id = await receivedCase(...responded);
    const early = await post(id, 'close', {});
    expect(early).toMatchObject({ status: 409, body: { code: 'GATES_UNMET', retryable: false } });
    const unmetGates = ['DEPARTMENT_FEEDBACK', 'CUSTOMER_FEEDBACK', 'PREVENTION'];
    expect(JSON.stringify(early.body)).toContain(JSON.stringify(unmetGates));
    const reason = 'The customer has moved away.';
    expect(await post(id, 'override-close', { reason })).toMatchObject({ status: 403 });
    expect(await post(id, 'override-close', { reason }, ben)).toMatchObject({ status: 200 });
    const { body } = await get(id);
    expect(body.history.at(-1)).toMatchObject({
      type: 'ComplaintClosed',
      data: { outcome: 'PARTLY_UPHELD', unmetGates, overrideReason: { withheld: true } },
    });
    const revealed = await get(id, { 'redress-purpose': 'CASE_HANDLING' });
    expect(revealed.body.history.at(-1).data.overrideReason).toEqual({ text: reason });
  });

  it('keeps duties apart', async () => {
    const id = await receivedCase(...responded);
    await post(id, 'send-feedback-form', { departmentId: warehouse, message: 'Look into it.' });
    const { formNo } = (await get(id)).body.forms[0];
    await post(id, 'dispute-form', { formNo, reason: 'Not ours.' });
    const own = await post(id, 'decide-dispute', { formNo, stands: false, reason: 'So it is.' });
    expect([own.status, own.body.code]).toEqual([403, 'SAME_PERSON']);
    const waiver = { mode: 'WAIVER', measure: 'A single case.', approverId: anna };
    const approved = await post(id, 'decide-prevention', waiver);
    expect([approved.status, approved.body.code]).toEqual([403, 'SAME_PERSON']);
  });

  it('takes an opt-out, and acknowledgements of forms that exist', async () => {
    const id = await receivedCase(...responded);
    expect(await post(id, 'decline-survey')).toMatchObject({ status: 200 });
    const asked = await post(id, 'send-survey', { instrument: 'NPS', channel: 'EMAIL' });
    expect([asked.status, asked.body.code]).toEqual([403, 'NOT_PERMITTED']);
    const unknown = await post(id, 'acknowledge-form', { formNo: 'F-1-1' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'FORM_UNKNOWN']);
    await post(id, 'send-feedback-form', { departmentId: warehouse, message: 'Look into it.' });
    const { formNo } = (await get(id)).body.forms[0];
    expect(await post(id, 'acknowledge-form', { formNo })).toMatchObject({ status: 200 });
  });

  it('takes no dispute after the time for it, and shows so', async () => {
    const id = await receivedCase(...responded);
    await post(id, 'send-feedback-form', { departmentId: warehouse, message: 'Look into it.' });
    const [form] = (await get(id)).body.forms;
    expect(form).toMatchObject({ status: 'SENT', disputable: true });
    const { formNo } = form;
    await hear(id, { type: 'DisputeWindowClosed', formNo, at: new Date().toISOString() });
    expect((await get(id)).body.forms).toMatchObject([{ status: 'SENT', disputable: false }]);
    const late = await post(id, 'dispute-form', { formNo, reason: 'Not ours.' });
    expect([late.status, late.body.code]).toEqual([409, 'DISPUTE_TOO_LATE']);
  });

  it('takes bodies as they are declared, and no others', async () => {
    const id = await receivedCase(...responded);
    for (const [verb, body] of [
      ['close', { force: true }],
      ['close', { nothing: null }],
      ['decline-survey', { reason: 'busy' }],
      ['answer-survey', { csat: 6 }],
      ['decide-prevention', { mode: 'HOPE', measure: 'Hope.' }],
    ] as const) {
      const answer = await post(id, verb, body);
      expect([verb, answer.status, answer.body.code]).toEqual([verb, 400, 'BODY_INVALID']);
    }
  });

  it('knows no case of which nothing was heard', async () => {
    const id = '0190a000-0000-7000-8000-00000000ffff';
    expect(await get(id)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await post(id, 'close')).toMatchObject({
      status: 409,
      body: { code: 'STAGE_NOT_REACHED', retryable: true },
    });
  });
});
