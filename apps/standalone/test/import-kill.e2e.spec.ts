import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, apiClient } from './api-client.setup.js';
import { agent, createTenant, integration } from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import { type CaseRow, importFiles, snakeCsv, snakeRow } from './import-files.setup.js';
import { type LogOracle, logOracle } from './log-oracle.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
} from './platform-process.setup.js';
import { type RecordingProxy, recordingProxy } from './recording-proxy.setup.js';

/** Rows of the whole file. Each cycle imports some that are new, and all that came before. */
const rowsMax = 600;

/** Times that the platform is killed. */
const kills = 10;

/** The kill in which PostgreSQL dies instead, and the platform after it. */
const postmasterKill = 6;

/** Latest kill after the first batch of a cycle was sent, in milliseconds. */
const killWithinMs = 500;

jest.setTimeout(600_000);

const responses = [
  'Closed with explanation',
  'Closed with monetary relief',
  'In progress',
  'Untimely response',
] as const;

const rows: readonly CaseRow[] = Array.from({ length: rowsMax }, (_, index) =>
  snakeRow(String(2_400_000 + index), {
    company_response_to_consumer: responses[index % responses.length] ?? '',
    timely_response: index % 7 === 0 ? 'false' : 'true',
    consumer_disputed: index % 5 === 0 ? 'true' : 'false',
    consumer_complaint_narrative: index % 3 === 0 ? `Row ${index}, told\nin two lines.` : '',
  }),
);

describe('an import over a platform that is killed again and again (F01, F09)', () => {
  let files: ReturnType<typeof importFiles>;
  let directory: PlatformDirectory;
  let quietDirectory: PlatformDirectory;
  let proxy: RecordingProxy;
  let platform: PlatformProcess;
  let quiet: PlatformProcess;
  let token = '';
  let killed = 0;

  beforeAll(async () => {
    files = importFiles();
    directory = await platformDirectory();
    platform = await directory.start();
    const api = apiClient(platform);
    await createTenant(api);
    token = await api.token(integration);
    proxy = await recordingProxy(() => platform.url);
  }, 180_000);

  afterAll(async () => {
    await proxy?.close();
    files?.remove();
    await directory?.remove();
    await quietDirectory?.remove();
  }, 120_000);

  function startImport(count: number) {
    const path = files.write(`${count}.csv`, snakeCsv(rows.slice(0, count)));
    let child: ChildProcess | undefined;
    const env = { REDRESS_URL: proxy.url, REDRESS_TOKEN: token };
    const run = redress(['import', path, '--format', 'cfpb', '--json'], env, (started) => {
      child = started;
    });
    return { run, end: () => child?.kill('SIGKILL') };
  }

  it(`is killed ${kills} times at random moments, and run again each time`, async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      const sent = proxy.nextRequest();
      const { run, end } = startImport(Math.ceil((rowsMax * kill) / kills));
      await sent;
      await sleep(Math.random() * killWithinMs);
      if (kill === postmasterKill) process.kill(platform.postmasterPid(), 'SIGKILL');
      else await platform.end('SIGKILL');
      await platform.ended;
      killed += 1;
      // Every fifth import lives on and finds the platform again by itself.
      if (kill % 5 !== 0) end();
      platform = await directory.start();
      const { code, signal } = await run;
      expect({ kill, code: signal ? 'killed' : code }).toEqual({
        kill,
        code: kill % 5 === 0 ? 0 : expect.anything(),
      });
    }
    expect(killed).toBe(kills);
  });

  it('has met acknowledged, lost and repeated rows: the run counts (I14)', () => {
    const results = acknowledged(proxy);
    expect(results.filter(({ result }) => result === 'created').length).toBeGreaterThan(0);
    expect(results.filter(({ result }) => result === 'unchanged').length).toBeGreaterThan(0);
  });

  it('is run once more and ends, with nothing rejected', async () => {
    const { code, stdout } = await startImport(rowsMax).run;
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, rows: rowsMax, rejected: 0 });
    await caughtUp(platform);
    expect(await parkedKeys(platform)).toEqual([]);
  });

  describe('afterwards', () => {
    let oracle: LogOracle;
    let quietOracle: LogOracle;
    let api: ApiClient;
    let quietApi: ApiClient;

    beforeAll(async () => {
      quietDirectory = await platformDirectory();
      quiet = await quietDirectory.start();
      quietApi = apiClient(quiet);
      await createTenant(quietApi);
      const path = files.write('all.csv', snakeCsv(rows));
      const args = ['import', path, '--format', 'cfpb', '--tenant', 'acme', '--json'];
      const { stdout } = await redress(args, quietDirectory.env);
      expect(JSON.parse(stdout)).toMatchObject({ rows: rowsMax, created: rowsMax });
      await caughtUp(quiet);
      api = apiClient(platform);
      oracle = await logOracle(directory.dataDirectory);
      quietOracle = await logOracle(quietDirectory.dataDirectory);
    }, 300_000);

    afterAll(async () => {
      await oracle?.close();
      await quietOracle?.close();
    });

    it('every acknowledged row is in the log, once (I1, I2)', async () => {
      const received = await oracle.received();
      const lost = acknowledged(proxy).filter(({ ref }) => received.get(ref) !== 1);
      expect(lost).toEqual([]);
      expect([...received.values()].filter((times) => times !== 1)).toEqual([]);
      expect(received.size).toBe(rowsMax);
    });

    it('offsets and versions have no gap (I3)', async () => {
      expect(await oracle.gaps()).toEqual([]);
    });

    it('the log is the one of an import that nobody disturbed', async () => {
      const [events, expected] = [await oracle.intakeEvents(), await quietOracle.intakeEvents()];
      expect(differences(events, expected)).toEqual([]);
      expect(events).toHaveLength(2 * rowsMax);
      expect(await oracle.countsByType()).toEqual(await quietOracle.countsByType());
    });

    it('so is the board, and so is every case on it', async () => {
      const board = async (of: ApiClient) => (await of.get(agent, 'cases/board')).body;
      expect(await board(api)).toEqual(await board(quietApi));
      expect(await board(api)).toMatchObject({ total: rowsMax });
      const [cases, expected] = [await allCases(api), await allCases(quietApi)];
      expect(differences(cases, expected)).toEqual([]);
      expect(cases).toHaveLength(rowsMax);
    });
  });
});

/** The rows of which a client was told what became of them. */
function acknowledged({ exchanges }: RecordingProxy): { ref: string; result: string }[] {
  return exchanges
    .filter(({ status, path }) => status < 300 && path.endsWith('/historic-cases'))
    .flatMap(({ request, answer }) => {
      const { items } = request as { items: { externalRef: string }[] };
      const { results } = answer as { results: { index: number; result: string }[] };
      return results.map(({ index, result }) => ({
        ref: items[index]?.externalRef ?? '',
        result,
      }));
    });
}

/** The first lines that only one of two lists has: lists of this length fill the screen. */
function differences(one: readonly string[], other: readonly string[]): string[] {
  const only = (these: readonly string[], those: readonly string[], sign: string) => {
    const known = new Set(those);
    return these.filter((line) => !known.has(line)).map((line) => `${sign} ${line}`);
  };
  return [...only(other, one, 'missing'), ...only(one, other, 'added')].slice(0, 4);
}

/** All cases as lines, without the time at which the view was written. */
async function allCases(api: ApiClient): Promise<string[]> {
  const cases: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const { body } = await api.get<{ items: Record<string, unknown>[]; nextCursor: string | null }>(
      agent,
      `cases?limit=100${query}`,
    );
    cases.push(...body.items.map(({ updatedAt: _, ...rest }) => JSON.stringify(rest)));
    cursor = body.nextCursor;
  } while (cursor);
  return cases;
}
