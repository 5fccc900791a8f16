import 'reflect-metadata';
import type { Severity } from '@redress/contracts';
import { Problem, configureEdge, createFastifyAdapter } from '@redress/edge';
import { systemActor } from '@redress/kernel';
import { createLogger, createMetrics } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CaseFact } from '../src/domain/resolution-command.js';
import { resolutionDecider } from '../src/domain/resolution.decider.js';
import { ResolutionModule, resolutionService } from '../src/resolution.module.js';

/** Real here: PostgreSQL, routes, edge, rules, sealing. What other services say is noted directly. */

const tenantId = 'demo';
const userId = '0190a000-0000-7000-8000-00000000000a';
let database: TestDatabase;
let service: OpenService;
let app: NestFastifyApplication;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  const logger = createLogger({ name: 'resolution', level: 'error' });
  const privacy = createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) });
  service = await openServiceRuntime(resolutionService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy,
    logger,
    onConnectionLost: () => undefined,
  });
  app = await NestFactory.create<NestFastifyApplication>(
    ResolutionModule.register(service.runtime),
    createFastifyAdapter(),
    { logger: false, abortOnError: false, bodyParser: false },
  );
  configureEdge(app, {
    authenticator: {
      async authenticate(authorization) {
        const role = authorization?.replace('Bearer ', '');
        if (role === 'agent' || role === 'admin') return { userId, tenantId, roles: [role] };
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

const newCase = () => {
  count += 1;
  return `0190a000-0000-7000-8000-${String(count).padStart(12, '0')}`;
};

async function hear(id: string, ...facts: CaseFact[]): Promise<void> {
  const resolutions = service.runtime.commands(resolutionDecider);
  for (const fact of facts) {
    count += 1;
    const now = new Date().toISOString();
    const outcome = await resolutions.handle(id, {
      type: 'NoteCaseFact',
      data: {
        round: 1,
        sourceLog: 'intake',
        sourcePartition: 0,
        sourceOffset: count,
        sourceRecordedAt: now,
        occurredAt: now,
        fact,
      },
      meta: {
        tenantId,
        actor: systemActor('resolution'),
        now,
        origin: 'LIVE',
        correlationId: id,
      },
    });
    expect(outcome).toMatchObject({ ok: true });
  }
}

const investigated = (severity: Severity = 'S3'): CaseFact[] => [
  { type: 'ComplaintReceived' },
  { type: 'ComplainantThanked' },
  { type: 'ComplaintClassified', severity },
  { type: 'InvestigationStarted' },
  { type: 'FindingRecorded' },
];

async function post(id: string, verb: string, payload: object, role = 'agent') {
  count += 1;
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/resolutions/${id}/${verb}`,
    headers: { authorization: `Bearer ${role}`, 'idempotency-key': `key-${count}-0123456789` },
    payload,
  });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

async function get(id: string, headers: Record<string, string> = {}) {
  const url = `/api/v1/resolutions/${id}`;
  const answer = await app.inject({
    method: 'GET',
    url,
    headers: { authorization: 'Bearer agent', ...headers },
  });
  return { status: answer.statusCode, body: answer.json() };
}

const proposal = {
  strategy: 'FULL',
  fix: 'We pay it back.',
  prevention: 'The invoice is checked twice now.',
  channel: 'EMAIL',
};
const response = {
  outcome: 'UPHELD',
  reasons: 'The invoice was wrong.',
  signpostBody: 'OMBUDSMAN',
  channel: 'EMAIL',
};
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('/api/v1/resolutions', () => {
  it('carries a case from the plan to the final response (C14)', async () => {
    const id = newCase();
    await hear(id, ...investigated());
    const cost = { amountMinor: 1999, currency: 'EUR' };
    const steps: [string, object][] = [
      ['tell-plan', { channel: 'PHONE', promisedAt: inAnHour(), plan: 'We check the invoice.' }],
      ['take-remedy', { kind: 'REFUND', cost, description: 'Paid at once.' }],
      ['propose', proposal],
      ['reject', { channel: 'PHONE', reason: 'Too little.' }],
      ['propose', { ...proposal, strategy: 'SETTLEMENT', extra: 'And a voucher.' }],
      ['accept', { channel: 'EMAIL' }],
      ['issue-final-response', response],
    ];
    for (const [index, [verb, body]] of steps.entries()) {
      const version = 5 + index + 1;
      const answer = await post(id, verb, body);
      expect(answer).toMatchObject({ status: 200, body: { id, version } });
      expect(answer.headers['redress-offset']).toMatch(/^resolution\/\d+\/\d+$/);
    }
    const { body } = await get(id);
    expect(body).toMatchObject({
      id,
      round: 1,
      step: 'RESPONDED',
      outcome: 'UPHELD',
      severity: 'S3',
    });
    expect(body.history).toHaveLength(12);
  });

  it('says what it has heard to a step that comes too early, which may come again', async () => {
    const id = newCase();
    await hear(id, { type: 'ComplaintReceived' });
    const early = await post(id, 'take-remedy', { kind: 'REPAIR' });
    expect(early.status).toBe(409);
    expect(early.body).toMatchObject({ code: 'STAGE_NOT_REACHED', retryable: true });
    expect(JSON.stringify(early.body)).toContain(`intake/0/${count - 1}`);
  });

  it('refuses to skip the remedy of an S1, and to call a complaint abusive', async () => {
    const id = newCase();
    await hear(id, ...investigated('S1'));
    const skipped = await post(id, 'skip-remedy', { reason: 'Not needed.' });
    expect([skipped.status, skipped.body.code]).toEqual([409, 'REMEDY_REQUIRED']);
    await post(id, 'take-remedy', { kind: 'MEDICAL_CARE' });
    await post(id, 'propose', { ...proposal, strategy: 'LEGAL_REMEDY' });
    await post(id, 'reject', { channel: 'EMAIL', reason: 'No.' });
    const abusive = await post(id, 'issue-final-response', {
      ...response,
      outcome: 'NOT_UPHELD_ABUSIVE',
    });
    expect([abusive.status, abusive.body.code]).toEqual([422, 'OUTCOME_NOT_ALLOWED']);
  });

  it('shows texts only to those who say why', async () => {
    const id = newCase();
    await hear(id, ...investigated());
    await post(id, 'skip-remedy', { reason: 'Nothing to do at once.' });
    const withheld = await get(id);
    expect(withheld.body.history.at(-1).data.reason).toEqual({ withheld: true });
    const revealed = await get(id, { 'redress-purpose': 'CASE_HANDLING' });
    expect(revealed.body.history.at(-1).data.reason).toEqual({ text: 'Nothing to do at once.' });
  });

  it('shows an open proposal with its chasers', async () => {
    const id = newCase();
    await hear(id, ...investigated());
    await post(id, 'skip-remedy', { reason: 'Nothing to do at once.' });
    await post(id, 'propose', proposal);
    await hear(id, { type: 'ChaserSent', at: inAnHour() });
    expect((await get(id)).body).toMatchObject({
      step: 'PROPOSED',
      openProposal: { proposalNo: 1, chasers: 1 },
    });
  });

  it('knows no case of which nothing was heard, and nobody without the permission', async () => {
    expect(await get(newCase())).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const refused = await post(newCase(), 'propose', proposal, 'admin');
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('takes bodies as they are declared, and no others', async () => {
    const id = newCase();
    for (const body of [
      { ...proposal, strategy: 'HARD' },
      { ...proposal, prevention: ' ' },
      { ...proposal, surprise: 1 },
      { strategy: 'FULL' },
    ]) {
      const answer = await post(id, 'propose', body);
      expect([answer.status, answer.body.code]).toEqual([400, 'BODY_INVALID']);
    }
    const halfCost = await post(id, 'take-remedy', { kind: 'REFUND', cost: { amountMinor: 1 } });
    expect([halfCost.status, halfCost.body.code]).toEqual([400, 'BODY_INVALID']);
  });
});
