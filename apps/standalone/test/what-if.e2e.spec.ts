import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type ApiClient, apiClient, type Json, type Person } from './api-client.setup.js';
import { createTenant, quality, supervisor } from './case-walk.setup.js';
import { caughtUp } from './caught-up.setup.js';
import { logOracle } from './log-oracle.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
  socketOf,
} from './platform-process.setup.js';
import { raisedCustomer } from './raised-customer.setup.js';

const analyst: Person = { role: 'analyst', as: 'ito' };

let directory: PlatformDirectory;
let platform: PlatformProcess;
let api: ApiClient;
let customer: string;
let before: string;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  api = apiClient(platform);
  await createTenant(api);
  ({ customerId: customer, before } = await raisedCustomer(api));
  await caughtUp(platform);
}, 180_000);

afterAll(() => directory?.remove(), 60_000);

jest.setTimeout(120_000);

describe('what other rules would have made of it', () => {
  let database: Client;

  beforeAll(async () => {
    const host = socketOf(directory.dataDirectory);
    database = new Client({ host, user: 'redress', database: 'postgres' });
    await database.connect();
  }, 30_000);

  afterAll(() => database?.end());

  /** The rules in force, with other entries of the tiers. */
  async function otherRules(): Promise<Json> {
    const { body } = await api.get<{ versions: { parameters: Json }[] }>(
      supervisor,
      'risk-policies',
    );
    const parameters = body.versions[0]?.parameters ?? {};
    return { ...parameters, tierEntryPts: { T1: 60, T2: 70, T3: 80, T4: 90 } };
  }

  async function run(body: Json, key: string = randomUUID()): Promise<Json> {
    let { body: found } = await api.post(supervisor, 'what-if', body, { key });
    while (found['state'] === 'RUNNING') {
      ({ body: found } = await api.get(supervisor, `what-if/${found['id']}`));
    }
    return found;
  }

  async function analyticsEvents(): Promise<readonly string[]> {
    const { rows } = await database.query<{ type: string }>(
      'select type from analytics.analytics_events order by recorded_at, partition, off',
    );
    return rows.map(({ type }) => type);
  }

  /** Pages of an analyst, whose cursors can be read as well. */
  async function expectPagesOfNobodyInParticular(id: string): Promise<void> {
    type Page = { changes: { items: { customerId: string }[]; nextCursor: string | null } };
    const shown: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? 'limit=1' : `limit=1&cursor=${cursor}`;
      const { body } = await api.get<Page>(analyst, `what-if/${id}?${query}`);
      shown.push(...body.changes.items.map(({ customerId }) => customerId));
      cursor = body.changes.nextCursor;
      expect(Buffer.from(cursor ?? '', 'base64url').toString('latin1')).not.toContain(customer);
    }
    expect(shown).toHaveLength(2);
    expect(new Set(shown).size).toBe(2);
    expect(shown).not.toContain(customer);
  }

  it('is a table of customers, and nothing but the run is recorded by it', async () => {
    await caughtUp(platform);
    const oracle = await logOracle(directory.dataDirectory);
    const [tail, recorded] = [await oracle.tail(), await analyticsEvents()];
    const done = await run({ parameters: await otherRules() });
    expect(done).toMatchObject({ state: 'DONE', customers: 1, changed: 1, failure: null });
    const { body } = await api.get<{ changes: { items: Json[] } }>(
      ...([supervisor, `what-if/${done['id']}`] as const),
    );
    expect(body.changes.items).toMatchObject([
      {
        ...{ customerId: customer, needsConfirmation: false },
        ...{ before: { tier: 'T1' }, after: { tier: 'T0' } },
        firstDivergence: { cause: 'FACTS', before: { tier: 'T1' }, after: { tier: 'T0' } },
      },
    ]);
    await caughtUp(platform);
    expect(await oracle.tail()).toEqual(tail);
    expect(await analyticsEvents()).toEqual([...recorded, 'WhatIfRun']);
    await oracle.close();
  });

  it('comes to the same when it is run again, whatever has happened since', async () => {
    const done = await run({ parameters: await otherRules() });
    await raisedCustomer(api);
    await caughtUp(platform);
    const again = await api.post(supervisor, `what-if/${done['id']}/rerun`);
    expect(again.body).toMatchObject({ same: true, resultHash: done['resultHash'], changed: 1 });
    const both = await run({ parameters: await otherRules() });
    expect(both).toMatchObject({ changed: 2 });
    await expectPagesOfNobodyInParticular(String(both['id']));
    const earlier = await run({ parameters: await otherRules(), at: before });
    expect(earlier).toMatchObject({ at: before, changed: 0 });
  });

  it('is one run under one key, and no other request under it', async () => {
    const [key, parameters] = [randomUUID(), await otherRules()];
    const first = await run({ parameters }, key);
    expect(await run({ parameters }, key)).toEqual(first);
    const other = await api.post(supervisor, 'what-if', { policyVersion: 1 }, { key });
    expect(other.body['code']).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it.each([
    ['nothing', {}, 'BODY_INVALID'],
    ['two things', { policyVersion: 1, draftNo: 1 }, 'BODY_INVALID'],
    ['an unknown version', { policyVersion: 7 }, 'POLICY_VERSION_UNKNOWN'],
    ['an unknown draft', { draftNo: 7 }, 'DRAFT_UNKNOWN'],
    ['a time to come', { policyVersion: 1, at: '2999-01-01' }, 'TIME_NOT_REACHED'],
  ])('is not asked of %s', async (_, body, code) => {
    expect((await api.post(supervisor, 'what-if', body)).body['code']).toBe(code);
  });

  it('is kept of twenty runs, exported as a table, and names nobody to an analyst', async () => {
    const done = await run({ parameters: await otherRules() });
    const path = `what-if/${done['id']}`;
    const csv = async (person: Person) => {
      const authorization = `Bearer ${await api.token(person)}`;
      const response = await fetch(`${platform.url}/api/v1/${path}/export`, {
        headers: { authorization },
      });
      return response.text();
    };
    expect(await csv(supervisor)).toMatch(new RegExp(`\r\n${customer},T1,\\d+,,T0,\\d+,,`));
    expect(await csv(analyst)).not.toContain(customer);
    expect((await api.get(analyst, path)).text).not.toContain(customer);
    expect((await api.get(quality, path)).status).toBe(403);
    await database.query(
      `insert into analytics.what_if_runs (tenant_id, id, state, request_mac, inputs, created_by,
         created_at, expires_at)
       select 'acme', 'old-' || n, 'DONE', '', '{}', 'x', now() - interval '1 day', now() + interval '1 day'
       from generate_series(1, 30) n`,
    );
    await run({ policyVersion: 1 });
    const { rows } = await database.query<{ runs: number; old: number }>(
      `select count(*)::int as runs, count(*) filter (where id like 'old-%')::int as old
       from analytics.what_if_runs where tenant_id = 'acme'`,
    );
    expect(rows[0]?.runs).toBe(20);
    expect(rows[0]?.old).toBeLessThan(20);
    const foreign = await api.get({ ...supervisor, tenant: 'other' }, path);
    expect(foreign.status).toBe(404);
  });

  it('is typed into a shell as well', async () => {
    const args = ['what-if', '--policy', '1', '--tenant', 'acme', '--json'];
    const { code, stdout } = await redress(args, directory.env);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        runId: expect.any(String),
        inputsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        customers: 2,
        changed: [],
      },
    ]);
  });
});
