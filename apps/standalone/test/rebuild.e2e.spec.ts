import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pgEventLog } from '@redress/event-log';
import { systemActor, timestampOf } from '@redress/kernel';
import { Client, Pool } from 'pg';
import { type ApiClient, apiClient, type Json } from './api-client.setup.js';
import { agent, createTenant, supervisor } from './case-walk.setup.js';
import { caughtUp } from './caught-up.setup.js';
import { importFiles, titleCsv, titleRow } from './import-files.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
  socketOf,
} from './platform-process.setup.js';

/** What `redress rebuild` and `redress verify` print. */
interface RebuildReport {
  readonly projection: string;
  readonly rows: number;
  readonly hash: string;
  readonly equalToLive: boolean | null;
  readonly leftOut: number;
}

/** Cases of 2013 and of 2016, so that a board in between has some of them. */
const rows = Array.from({ length: 200 }, (_, index) =>
  titleRow({
    'Date received': index % 4 === 0 ? '7/29/2013' : '7/29/2016',
    'Date sent to company': index % 4 === 0 ? '7/30/2013' : '7/30/2016',
    Company: `Bank ${index}`,
    'Company response to consumer': index % 10 === 1 ? 'In progress' : 'Closed with explanation',
  }),
);
const early = rows.filter((row) => row['Date received']?.endsWith('2013')).length;

const projections = [
  ...['complaints', 'incidents', 'reports', 'cases', 'case_timeline', 'customer_risk'],
].sort();

let directory: PlatformDirectory;
let platform: PlatformProcess;
let database: Client;
let files: ReturnType<typeof importFiles>;

beforeAll(async () => {
  files = importFiles();
  directory = await platformDirectory();
  platform = await directory.start();
  await createTenant(apiClient(platform));
  const args = ['import', files.write('cases.csv', titleCsv(rows)), '--format', 'cfpb'];
  const { code } = await cli(...args, '--tenant', 'acme');
  expect(code).toBe(0);
  await caughtUp(platform);
  database = await connected();
}, 180_000);

afterAll(async () => {
  await database?.end();
  files?.remove();
  await directory?.remove();
}, 60_000);

jest.setTimeout(180_000);

const cli = (...args: string[]) => redress(args, directory.env);

async function printed<Document>(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await cli(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/^redress:/m) });
  return JSON.parse(stdout);
}

async function connected(): Promise<Client> {
  const host = socketOf(directory.dataDirectory);
  const client = new Client({ host, user: 'redress', database: 'postgres' });
  // The server is killed under it, too.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Tables of a projection by their state. */
async function tables(name: string): Promise<Readonly<Record<string, string>>> {
  const { rows: found } = await database.query<{ state: string; table_name: string }>(
    `select state, table_name from analytics.projection_generations
     where name = $1 and state <> 'DROPPED'`,
    [name],
  );
  return Object.fromEntries(found.map(({ state, table_name: table }) => [state, table]));
}

async function board(api: ApiClient): Promise<Json> {
  return (await api.get(agent, 'cases/board')).body;
}

describe('redress replay board', () => {
  it('counts what was true by a date, however late it became known', async () => {
    const args = ['replay', 'board', '--at', '2015-01-01', '--tenant', 'acme'];
    expect(await printed(...args, '--axis', 'occurred')).toMatchObject({
      ...{ at: '2014-12-31T16:00:00.000Z', axis: 'occurred', complaints: early },
      byStage: { CLOSED: early, INVESTIGATING: 0 },
      hash: expect.stringMatching(/^[1-9]\d+$/),
    });
    expect(await printed(...args)).toMatchObject({ axis: 'recorded', complaints: 0, hash: '0' });
  });

  it('counts at this moment what the board shows, and twice the same', async () => {
    const args = ['replay', 'board', '--at', new Date().toISOString(), '--tenant', 'acme'];
    const found = await printed<Json>(...args);
    const { body } = await apiClient(platform).get(agent, 'cases/board');
    expect(found).toMatchObject({ complaints: rows.length, byStage: body['byStage'] });
    expect(await printed(...args)).toEqual(found);
  });

  it('shows nothing of it to another tenant, and says when there is no such tenant', async () => {
    await createTenant(apiClient(platform), 'other');
    const args = ['replay', 'board', '--at', new Date().toISOString(), '--tenant', 'other'];
    expect(await printed(...args)).toMatchObject({ complaints: 0, hash: '0' });
    const { code, stderr } = await cli(...args.slice(0, -1), 'nobody');
    expect([code, stderr]).toEqual([1, expect.stringContaining('TENANT_UNKNOWN')]);
  });
});

describe('redress rebuild and verify', () => {
  it('prove each read model equal to a fold over its log, and leave what is read as it was', async () => {
    const api = apiClient(platform);
    const before = await board(api);
    const verified = await printed<RebuildReport[]>('verify', 'all');
    expect(verified.map(({ projection }) => projection).sort()).toEqual(projections);
    const rebuilt = await printed<RebuildReport[]>('rebuild', 'all');
    for (const each of [...verified, ...rebuilt]) expect(each).toMatchObject({ equalToLive: true });
    const hashes = (reports: RebuildReport[]) =>
      reports.map(({ hash, rows: count }) => [hash, count]);
    expect(hashes(rebuilt)).toEqual(hashes(verified));
    expect(rebuilt.find(({ projection }) => projection === 'cases')).toMatchObject({
      ...{ version: 1, rows: rows.length },
      ...{ events: expect.any(Number), seconds: expect.any(Number) },
      ...{ eventsPerSecond: expect.any(Number), peakMemoryBytes: expect.any(Number) },
    });
    expect(await board(api)).toEqual(before);
  });

  it('tell of it in certificates, to those who may ask', async () => {
    const api = apiClient(platform);
    const pages = 'certificates?projection=cases&limit=1';
    const { body } = await api.get<{ items: Json[]; nextCursor: string }>(supervisor, pages);
    expect(body.items).toMatchObject([{ projection: 'cases', equalToLive: true, differences: [] }]);
    const cursor = encodeURIComponent(body.nextCursor);
    const next = await api.get<{ items: Json[] }>(supervisor, `${pages}&cursor=${cursor}`);
    expect(Number(next.body.items[0]?.['no'])).toBeLessThan(Number(body.items[0]?.['no']));
    expect((await api.get(agent, 'certificates')).status).toBe(403);
  });

  it('show the one before again, and the one behind it after another rebuild', async () => {
    const { ACTIVE: first } = await tables('customer_risk');
    expect(await printed('rebuild', 'customer-risk', '--rollback')).toEqual({
      projection: 'customer_risk',
      table: (await tables('customer_risk'))['ACTIVE'],
    });
    expect((await tables('customer_risk'))['WARM']).toBe(first);
  });

  it('end with 1, and name the rows and columns, where a read model is not what the events say', async () => {
    const { ACTIVE: table } = await tables('cases');
    const { rows: broken } = await database.query<{ key: string }>(
      `update analytics.${table} set channel = 'PIGEON' where key =
         (select min(key) from analytics.${table}) returning key`,
    );
    const key = broken[0]?.key;
    const { code, stdout } = await cli('verify', 'cases');
    expect(code).toBe(1);
    expect(stdout).toContain('NOT equal');
    expect(stdout).toContain(`acme ${key} differs in channel`);
    expect(await printed('rebuild', 'cases')).toMatchObject({ equalToLive: false });
    const api = apiClient(platform);
    const { body } = await api.get(agent, `cases/${key}`);
    expect(body).toMatchObject({ channel: 'PHONE' });
    // An analyst and an admin may know that rows differ, and not whose they are.
    for (const [role, keys] of [
      ['supervisor', [key]],
      ['analyst', []],
      ['admin', []],
    ] as const) {
      type Certificates = { items: { differing: number; differences: { key: string }[] }[] };
      const path = 'certificates?projection=cases&limit=1';
      const [newest] = (await api.get<Certificates>({ role }, path)).body.items;
      expect(newest?.differing).toBe(1);
      expect([role, newest?.differences.map((each) => each.key)]).toEqual([role, keys]);
    }
  });

  it.each([
    ['a name that nobody has', ['rebuild', 'moods'], 1, 'PROJECTION_UNKNOWN'],
    ['no name', ['verify'], 2, 'verify needs one NAME'],
    ['a rollback of a verification', ['verify', 'all', '--rollback'], 2, 'no option --rollback'],
    [
      'a time to come',
      ['replay', 'board', '--at', '2999-01-01', '--tenant', 'acme'],
      ...([1, 'TIME_NOT_REACHED'] as const),
    ],
    ['no time', ['replay', 'board'], 2, 'needs --at'],
    ['an axis that is none', ['replay', 'board', '--at', '2015-01-01', '--axis', 'x'], 2, '--axis'],
  ])('end with their status and reason on %s', async (_, args, status, reason) => {
    const { code, stdout, stderr } = await cli(...args);
    expect([code, stdout]).toEqual([status, '']);
    expect(stderr).toContain(reason);
  });
});

describe('redress lag, parked and export', () => {
  it('tell of every group, of what is parked, and of the cases', async () => {
    const lag = await printed<{ group: string; records: number }[]>('lag');
    expect(lag.map(({ group }) => group)).toContain('analytics.journal');
    expect(lag.filter(({ records }) => records > 0)).toEqual([]);
    expect(await printed('parked')).toEqual([]);
    const { code, stdout } = await cli('export', 'cases', '--tenant', 'acme');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(rows.length + 1);
  });
});

describe('an event that nobody can read', () => {
  const key = `acme/${randomUUID()}`;

  /** Past the append of the service, which takes nothing that does not fit. */
  async function append(): Promise<void> {
    const host = socketOf(directory.dataDirectory);
    const connection = { host, user: 'redress', database: 'postgres', max: 2 };
    const pool = new Pool({ ...connection, options: '-c search_path=intake' });
    const log = pgEventLog({ pool, log: 'intake' });
    const event = {
      ...{ id: randomUUID(), type: 'ComplaintReceived', schemaVersion: 1, sealed: [] },
      ...{ occurredAt: timestampOf(Date.now()), actor: systemActor('suite') },
      ...{ origin: 'LIVE' as const, correlationId: randomUUID(), data: { content: 17 } },
    };
    const stream = { tenantId: 'acme', category: 'complaint', id: key.slice('acme/'.length) };
    const [result] = await log.append([
      { stream, orderingKey: key, expectedVersion: 0, events: [event] },
    ]);
    await log.close();
    await pool.end();
    expect(result?.status).toBe('ok');
  }

  it('is named while it is parked, and left out and counted when it is discarded', async () => {
    await append();
    await caughtUp(platform);
    const { code, stderr } = await cli('verify', 'cases');
    expect(code).toBe(1);
    expect(stderr).toContain('PARKED_KEYS');
    expect(stderr).toMatch(
      new RegExp(`first ${key} by intake/\\d+/\\d+, complaint.ComplaintReceived: INVALID_DATA`),
    );
    const parked = await printed<{ group: string }[]>('parked');
    expect(parked.map(({ group }) => group)).toContain('intake.complaints_v1');
    const why = ['--reason', 'nobody can read it', '--by', 'operator-7'];
    const discarded = parked.map(({ group }) =>
      printed('parked', 'discard', '--group', group, '--key', key, ...why),
    );
    expect(await Promise.all(discarded)).toEqual(parked.map(() => ({ keys: 1 })));
    while ((await printed<unknown[]>('parked')).length > 0) await sleep(100);
    const verified = await printed<RebuildReport[]>('verify', 'all');
    expect(verified.filter(({ equalToLive }) => !equalToLive)).toEqual([]);
    const lacking = verified.filter(({ leftOut }) => leftOut === 1);
    expect(lacking.map(({ projection }) => projection)).toEqual(
      expect.arrayContaining(['complaints', 'cases', 'case_timeline']),
    );
    expect((await cli('verify', 'cases')).stdout).toContain('live one, without 1 discarded event');
  });
});

describe('a platform that is killed in the middle of a rebuild (F01)', () => {
  it('shows all that it showed, and the rebuild goes on where it was', async () => {
    const before = await board(apiClient(platform));
    const { ACTIVE: live } = await tables('cases');
    const rebuilding = cli('rebuild', 'cases');
    let shadow: string | undefined;
    while (shadow === undefined) {
      await sleep(2);
      shadow = (await tables('cases'))['BUILDING'];
    }
    await platform.end('SIGKILL');
    expect(await rebuilding).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('UNREACHABLE'),
    });
    platform = await directory.start();
    await database.end();
    database = await connected();
    const left = await tables('cases');
    expect(left['ACTIVE']).toBe(live);
    expect(left['BUILDING'] ?? left['FILLED']).toBe(shadow);
    expect(await board(apiClient(platform))).toEqual(before);
    expect(await printed('rebuild', 'cases')).toMatchObject({
      ...{ equalToLive: true, rows: rows.length },
    });
    expect((await tables('cases'))['ACTIVE']).toBe(shadow);
    expect(await board(apiClient(platform))).toEqual(before);
  });
});
