import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ClockKind, clockKinds } from '@redress/contracts';
import { configureEdge, createFastifyAdapter, Problem } from '@redress/edge';
import { type CommandMeta, plusSeconds, systemActor, type Timestamp } from '@redress/kernel';
import { createLogger, createMetrics } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import type { ClockTerms } from '../src/domain/clock-command.js';
import { shanghai } from '../src/domain/clock-story.setup.js';
import { defaultClockPolicy } from '../src/domain/default-clock-policy.policy.js';
import type { CaseFact } from '../src/domain/investigation-command.js';
import { type Triage, triageOf } from '../src/http/triage.port.js';
import { TriageModule, triageService } from '../src/triage.module.js';

/** Real here: PostgreSQL, routes, edge, rules, sealing. What other services say is noted directly. */

const tenantId = 'demo';
const users: Readonly<Record<string, string>> = {
  agent: '0190a000-0000-7000-8000-00000000000a',
  supervisor: '0190a000-0000-7000-8000-00000000000b',
  compliance: '0190a000-0000-7000-8000-00000000000c',
  admin: '0190a000-0000-7000-8000-00000000000d',
};
const evidence = '0190a000-0000-7000-8000-0000000000e1';
let database: TestDatabase;
let service: OpenService;
let triage: Triage;
let app: NestFastifyApplication;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  const logger = createLogger({ name: 'triage', level: 'error' });
  const privacy = createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) });
  service = await openServiceRuntime(triageService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy,
    logger,
    onConnectionLost: () => undefined,
  });
  triage = triageOf(service.runtime);
  app = await NestFactory.create<NestFastifyApplication>(
    TriageModule.register(service.runtime),
    createFastifyAdapter(),
    { logger: false, abortOnError: false, bodyParser: false },
  );
  configureEdge(app, {
    authenticator: {
      async authenticate(authorization) {
        const role = authorization?.replace('Bearer ', '') ?? '';
        const userId = users[role];
        if (!userId) throw new Problem('UNAUTHENTICATED', 'no token');
        return { userId, tenantId, roles: [role as 'agent'] };
      },
    },
    secret: new Uint8Array(32),
    logger,
    metrics: createMetrics(),
  });
  await app.init();
  const command = { type: 'PublishCalendar', data: { calendar: shanghai }, meta: meta() } as const;
  await triage.timePolicies.handle(tenantId, command);
  const promise = { type: 'PublishClockPolicy', data: defaultClockPolicy, meta: meta() } as const;
  await triage.timePolicies.handle(tenantId, promise);
});

afterAll(async () => {
  await app?.close();
  await service?.close();
  await database?.drop();
});

function meta(now: Timestamp = new Date().toISOString()): CommandMeta {
  const correlationId = '0190a000-0000-7000-8000-000000000001';
  return { tenantId, actor: systemActor('triage'), now, origin: 'LIVE', correlationId };
}

function newCase(): string {
  count += 1;
  return `0190a000-0000-7000-8001-${String(count).padStart(12, '0')}`;
}

async function hear(id: string, ...facts: CaseFact[]): Promise<void> {
  for (const fact of facts) {
    count += 1;
    const now = new Date().toISOString();
    const at = { sourceLog: 'intake', sourcePartition: 0, sourceOffset: count } as const;
    const data = { ...at, sourceRecordedAt: now, occurredAt: now, fact };
    const note = { type: 'NoteCaseFact', data, meta: meta(now) } as const;
    expect(await triage.investigations.handle(id, note)).toMatchObject({ ok: true });
  }
}

async function receive(id: string, receivedAt: Timestamp): Promise<ClockTerms['clockIds']> {
  const times = await triage.timesInForce(tenantId);
  const clockIds = triage.newClockIds();
  const data = { receivedAt, terms: { times, severity: 'S3', clockIds } } as const;
  const start = { type: 'StartCaseClocks', data, meta: meta(receivedAt) } as const;
  expect(await triage.clocks.handle(id, start)).toMatchObject({ ok: true });
  return clockIds;
}

async function post(path: string, payload: object, role = 'agent') {
  count += 1;
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/${path}`,
    headers: { authorization: `Bearer ${role}`, 'idempotency-key': `key-${count}-0123456789` },
    payload,
  });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

async function get(path: string, headers: Record<string, string> = {}) {
  const authorization = 'Bearer supervisor';
  const url = `/api/v1/${path}`;
  const answer = await app.inject({ method: 'GET', url, headers: { authorization, ...headers } });
  return { status: answer.statusCode, body: answer.json() };
}

const thanked: CaseFact[] = [
  { type: 'ComplaintReceived', receivedAt: '2026-03-02T01:00:00.000Z' },
  { type: 'ComplainantThanked', ownerId: evidence },
];
const classification = { cause: 'DESIGN', severity: 'S2', gap: 4 };

describe('/api/v1/investigations', () => {
  it('C14 goes from classification to attribution, in order', async () => {
    const id = newCase();
    await hear(id, ...thanked, { type: 'ApologyGiven' });
    const shares = [{ party: 'DEPARTMENT', departmentId: evidence, pct: 100 }];
    const steps: [string, object, string][] = [
      ['classify', classification, 'agent'],
      ['assign', { ownerId: users['agent'], reason: 'She knows the product.' }, 'supervisor'],
      ['start', { plan: 'Ask the workshop.' }, 'agent'],
      [
        'findings',
        {
          method: 'INQUIRY',
          evidenceIds: [evidence],
          whyChain: ['The seal broke.'],
          conclusion: 'It was too thin.',
        },
        'agent',
      ],
      ['attribute-responsibility', { shares, rationale: 'Drawn too thin.' }, 'supervisor'],
    ];
    for (const [index, [verb, body, role]] of steps.entries()) {
      const answer = await post(`investigations/${id}/${verb}`, body, role);
      expect(answer).toMatchObject({ status: 200, body: { id, version: index + 4 } });
      expect(answer.headers['redress-offset']).toMatch(/^triage\/\d+\/\d+$/);
    }
    const withheld = await get(`investigations/${id}`);
    expect(withheld.body).toMatchObject({
      id,
      version: 8,
      round: 1,
      step: 'INVESTIGATING',
      closed: false,
      thanked: true,
      apologised: true,
      classification: { cause: 'DESIGN', causePath: [], severity: 'S2', gap: 4 },
      ownerId: users['agent'],
      leadId: users['agent'],
      findings: 1,
      shares,
    });
    expect(withheld.body.history[6].data).toMatchObject({
      whyChain: [{ withheld: true }],
      conclusion: { withheld: true },
    });
    const purpose = { 'redress-purpose': 'CASE_HANDLING' };
    const revealed = await get(`investigations/${id}`, purpose);
    expect(revealed.body.history[6].data).toMatchObject({
      whyChain: [{ text: 'The seal broke.' }],
      conclusion: { text: 'It was too thin.' },
    });
  });

  it('answers a step that comes too early with what it has heard', async () => {
    const id = newCase();
    await hear(id, { type: 'ComplaintReceived', receivedAt: '2026-03-02T01:00:00.000Z' });
    const early = await post(`investigations/${id}/start`, { plan: 'Ask.' });
    expect(early.status).toBe(409);
    expect(early.body).toMatchObject({ code: 'STAGE_NOT_REACHED', retryable: true });
    expect(JSON.stringify(early.body)).toContain(`intake/0/${count - 1}`);
    expect(await get(`investigations/${newCase()}`)).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });

  it('takes bodies as they are declared, from those who may', async () => {
    const id = newCase();
    await hear(id, ...thanked);
    for (const body of [
      { ...classification, severity: 'S9' },
      { ...classification, gap: 11 },
      { ...classification, surprise: true },
      { severity: 'S1' },
    ]) {
      const answer = await post(`investigations/${id}/classify`, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'BODY_INVALID']);
    }
    const assign = { ownerId: users['agent'], reason: 'Mine.' };
    expect((await post(`investigations/${id}/assign`, assign, 'agent')).status).toBe(403);
    expect((await post(`investigations/${id}/classify`, classification, 'admin')).status).toBe(403);
  });
});

describe('/api/v1/clocks', () => {
  it('B16 B17 shows every clock as it stands now, pauses and resumes them', async () => {
    const id = newCase();
    const receivedAt = plusSeconds(new Date().toISOString(), -1800);
    const clockIds = await receive(id, receivedAt);
    const clockOf = async (kind: ClockKind) => {
      const { body } = await get(`clocks/${id}`);
      return body.clocks.find((clock: { kind: ClockKind }) => clock.kind === kind);
    };
    expect(await clockOf('ACK')).toMatchObject({
      state: 'RUNNING',
      usedPct: 50,
      dueAt: plusSeconds(receivedAt, 3600),
    });
    const plan = { clockId: clockIds.PLAN };
    const waiting = { ...plan, reason: 'WAITING_CUSTOMER' };
    expect((await post(`clocks/${id}/pause`, waiting)).status).toBe(200);
    expect(await clockOf('PLAN')).toMatchObject({
      state: 'PAUSED',
      pauses: [{ reason: 'WAITING_CUSTOMER', withoutQuestion: true }],
    });
    const again = await post(`clocks/${id}/pause`, waiting);
    expect([again.status, again.body.code]).toEqual([409, 'CLOCK_ALREADY_PAUSED']);
    expect((await post(`clocks/${id}/resume`, plan)).status).toBe(200);
    expect(await clockOf('PLAN')).toMatchObject({ state: 'RUNNING' });
    const never = await post(`clocks/${id}/pause`, { ...waiting, clockId: clockIds.ACK });
    expect(never.body.code).toBe('CLOCK_NEVER_PAUSES');
  });

  it('a breach is restated by two people and evidence; the reason is withheld', async () => {
    const id = newCase();
    const receivedAt = plusSeconds(new Date().toISOString(), -7200);
    const { ACK: clockId } = await receive(id, receivedAt);
    const metAt = plusSeconds(receivedAt, 600);
    const request = { clockId, metAt, evidenceIds: [evidence], reason: 'The call log shows it.' };
    const approval = { clockId, reason: 'Seen.' };
    const path = `clocks/${id}`;
    expect((await post(`${path}/request-restatement`, request, 'supervisor')).status).toBe(200);
    const same = await post(`${path}/approve-restatement`, approval, 'supervisor');
    expect(same.body.code).toBe('SAME_PERSON');
    expect((await post(`${path}/approve-restatement`, approval, 'compliance')).status).toBe(200);
    const { body } = await get(path);
    expect(body.clocks[0]).toMatchObject({
      kind: 'ACK',
      state: 'BREACHED',
      breachedAt: plusSeconds(receivedAt, 3600),
      restatement: { step: 'APPROVED', metAt },
    });
    expect(body.history.at(-1).data.reason).toEqual({ withheld: true });
    expect(await get(`clocks/${newCase()}`)).toMatchObject({ status: 404 });
  });
});

describe('/api/v1/calendars', () => {
  it('publishes versions of calendar and promises, newest first', async () => {
    const calendar = { ...shanghai, exceptions: [{ date: '2026-10-01', kind: 'OFF' }] };
    expect((await post('calendars', { calendar }, 'admin')).status).toBe(201);
    const again = await post('calendars', { calendar }, 'admin');
    expect([again.status, again.body.code]).toEqual([409, 'POLICY_UNCHANGED']);
    const broken = {
      ...calendar,
      week: { ...calendar.week, mon: [{ from: '18:00', to: '09:00' }] },
    };
    const refused = await post('calendars', { calendar: broken }, 'admin');
    expect(refused.body.code).toBe('CALENDAR_INVALID');
    const { body } = await get('calendars?limit=1');
    expect(body.items).toMatchObject([{ calendarVersion: 2, calendar }]);
    const older = await get(`calendars?limit=1&cursor=${encodeURIComponent(body.nextCursor)}`);
    expect(older.body).toMatchObject({ items: [{ calendarVersion: 1 }], nextCursor: null });
    const policy = { ...defaultClockPolicy, warnPcts: [80] };
    expect((await post('calendars/clock-policies', policy, 'admin')).status).toBe(200);
    const policies = await get('calendars/clock-policies');
    expect(policies.body.items).toMatchObject([{ policyVersion: 2, warnPcts: [80] }, {}]);
    expect(policies.body.items[0].targets).toHaveLength(defaultClockPolicy.targets.length);
    expect(clockKinds).toContain(policies.body.items[0].targets[0].kind);
    expect((await post('calendars', { calendar }, 'agent')).status).toBe(403);
  });
});
