import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PgBus, PgParkingLot, type RunningConsumer } from '@redress/bus';
import { redressCatalogue } from '@redress/contracts';
import type { CursorState, PageQuery } from '@redress/edge';
import { type Actor, type CommandMeta, personal, plusSeconds } from '@redress/kernel';
import { createLogger } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { generationOf, startProjection } from '@redress/projections';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import type { RecordIncident } from '../domain/incident-command.js';
import { type Conduct, conductOf } from '../http/conduct.port.js';
import { IncidentQuery } from '../http/incident.dto.js';
import { triageService } from '../triage.module.js';
import { incidentsProjection } from './incidents.projection.js';
import { IncidentsQuery } from './incidents.query.js';

/** Real: PostgreSQL, the confidential log, its projection, view and row-level security. */

let database: TestDatabase;
let service: OpenService;
let projection: RunningConsumer;
let conduct: Conduct;
let incidents: IncidentsQuery;

beforeAll(async () => {
  database = await testDatabase();
  service = await openServiceRuntime(triageService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy: createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) }),
    logger: createLogger({ name: 'triage', level: 'error' }),
    onConnectionLost: () => undefined,
  });
  const { runtime, logs, checkpoints } = service;
  const pool = service.database.writer;
  projection = await startProjection({
    ...{ service: 'triage', generation: generationOf(incidentsProjection), checkpoints },
    subscription: new PgBus({ pool, sources: logs }),
    transactions: runtime.transactions,
    catalogue: redressCatalogue,
    parking: new PgParkingLot(pool),
    limits: { maxWaitMs: 20 },
  });
  conduct = conductOf(runtime);
  incidents = new IncidentsQuery(runtime);
});

afterAll(async () => {
  await projection?.stop({ drainMs: 5_000 });
  await service?.close();
  await database?.drop();
});

const person = (role: string): Actor => ({ kind: 'USER', role, id: randomUUID() });
const [agent, officer] = [person('agent'), person('compliance')];
const reason = personal('seen');

function meta(tenantId: string, actor: Actor): CommandMeta {
  const now = new Date().toISOString();
  return { tenantId, actor, now, origin: 'LIVE', correlationId: randomUUID() };
}

async function record(
  tenantId: string,
  more: Partial<RecordIncident['data']> = {},
): Promise<string> {
  const id = randomUUID();
  const data = {
    ...({ identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor: 'B1' } as const),
    ...{ identityId: randomUUID(), severity: 3, evidenceIds: [randomUUID()], source: 'MANUAL' },
    description: personal('shouted'),
    ...more,
  };
  const command = { type: 'RecordIncident', data, meta: meta(tenantId, agent) } as const;
  const orderingKey = await conduct.orderingKeyOf(tenantId, data);
  expect(await conduct.incidents.handle(id, command, { orderingKey })).toMatchObject({ ok: true });
  // The next one is recorded in another millisecond, so that "newest first" says something.
  await sleep(2);
  return id;
}

async function decide(
  tenantId: string,
  id: string,
  type: 'ConfirmIncident' | 'RejectIncident',
  severity?: number,
): Promise<void> {
  const data = { reason, ...(severity ? { severity } : {}) };
  const outcome = await conduct.incidents.handle(id, { type, data, meta: meta(tenantId, officer) });
  expect(outcome).toMatchObject({ ok: true });
}

async function caughtUp(): Promise<void> {
  while ((await projection.lag()).some(({ records }) => records > 0)) {
    await sleep(20);
  }
  expect(await projection.parked()).toEqual([]);
}

const filter = (fields: Partial<IncidentQuery>) => Object.assign(new IncidentQuery(), fields);

const caller = (tenantId: string, now = new Date().toISOString()) => ({
  tenantId,
  now,
  cursor: ({ cursor }: PageQuery): CursorState | undefined =>
    cursor === undefined ? undefined : JSON.parse(cursor),
  page: <Item>(items: readonly Item[], next?: CursorState) => ({
    items,
    nextCursor: next ? JSON.stringify(next) : null,
  }),
});

const inDays = (days: number) => plusSeconds(new Date().toISOString(), days * 86_400);

describe('the inbox of incidents in PostgreSQL', () => {
  const tenantId = 'demo';
  const customer = '0190a000-0000-7000-8000-0000000000c1';
  let open: string;
  let confirmed: string;
  let rejected: string;

  beforeAll(async () => {
    open = await record(tenantId, { severity: 5, factor: 'B2', identityId: customer });
    confirmed = await record(tenantId, { identityId: customer, complaintId: randomUUID() });
    rejected = await record(tenantId, { severity: 1 });
    await decide(tenantId, confirmed, 'ConfirmIncident', 4);
    await decide(tenantId, rejected, 'RejectIncident');
    await record('neighbour');
    await caughtUp();
  });

  const list = async (fields: Partial<IncidentQuery> = {}, now?: string) =>
    (await incidents.page(filter(fields), caller(tenantId, now))).items;
  const ids = async (fields: Partial<IncidentQuery> = {}, now?: string) =>
    (await list(fields, now)).map(({ id }) => id);

  it('lists those of one tenant, newest first', async () => {
    expect(await ids()).toEqual([rejected, confirmed, open]);
    const elsewhere = await incidents.page(filter({}), caller('neighbour'));
    expect(elsewhere.items).toHaveLength(1);
    expect((await incidents.page(filter({}), caller('nobody'))).items).toEqual([]);
  });

  it('shows who reported and who decided, and no word of what was said', async () => {
    const items = await list();
    expect(items[1]).toMatchObject({
      ...{ id: confirmed, identityId: customer, identityKind: 'CUSTOMER', class: 'BEHAVIOUR' },
      ...{ factor: 'B1', severity: 4, status: 'CONFIRMED', reporterId: agent.id },
      ...{ adjudicatorId: officer.id, decidedAt: expect.any(Date) },
    });
    expect(items[2]).toMatchObject({ severity: 5, status: 'OPEN', decidedAt: null });
    const { recordedAt, expiresAt } = items[2] ?? {};
    expect(Number(expiresAt) - Number(recordedAt)).toBe(14 * 86_400_000);
    expect(JSON.stringify(items)).not.toMatch(/shouted|sealed|seen/);
  });

  it.each<[Partial<IncidentQuery>, () => string[]]>([
    [{ status: 'OPEN' }, () => [open]],
    [{ status: 'EXPIRED' }, () => []],
    [{ status: 'CONFIRMED' }, () => [confirmed]],
    [{ status: 'REJECTED' }, () => [rejected]],
    [{ factor: 'B2' }, () => [open]],
    [{ severityMin: 4 }, () => [confirmed, open]],
    [{ severityMin: 5 }, () => [open]],
    [{ identityId: customer }, () => [confirmed, open]],
    [{ identityId: customer, status: 'CONFIRMED', severityMin: 5 }, () => []],
  ])('filters by %j', async (fields, expected) => {
    expect(await ids(fields)).toEqual(expected());
  });

  it('lets an open one expire after fourteen days, and no other', async () => {
    const [before, after] = [inDays(13), inDays(15)];
    expect(await ids({ status: 'OPEN' }, before)).toEqual([open]);
    expect(await ids({ status: 'EXPIRED' }, before)).toEqual([]);
    expect(await ids({ status: 'OPEN' }, after)).toEqual([]);
    expect(await ids({ status: 'EXPIRED' }, after)).toEqual([open]);
    const statuses = (await list({}, after)).map(({ status }) => status);
    expect(statuses).toEqual(['REJECTED', 'CONFIRMED', 'EXPIRED']);
  });

  it('comes page by page, each incident once', async () => {
    const made = new Set<string>();
    for (let n = 0; n < 7; n += 1) made.add(await record('pages'));
    await caughtUp();
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = filter({ limit: 3, ...(cursor ? { cursor } : {}) });
      const page = await incidents.page(query, caller('pages'));
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([...made].reverse());
  });

  it('holds nothing in the log of cases', async () => {
    const { rows } = await service.database.writer.query('select * from triage_events');
    expect(rows).toEqual([]);
  });
});
