import { int, readConfig } from '@redress/config';
import { SERVER_START_MS, type TestKafka, testKafka } from '@redress/testing';
import { Client } from 'pg';
import { apiClient } from './api-client.setup.js';
import { createTenant } from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import { type CaseRow, importFiles, snakeCsv, snakeRow } from './import-files.setup.js';
import { redress } from './platform-process.setup.js';
import { comparedLines, type TruthHash, truthHashes } from './truth-hash.setup.js';
import { parts, truthInput } from './truth-input.setup.js';
import {
  type Carrier,
  readModels,
  type TruthWorld,
  type TruthWorlds,
  truthWorlds,
} from './truth-world.setup.js';

/** Walks of each world; `npm run test:truth` asks for more. */
const asked = readConfig({
  walks: int('REDRESS_TRUTH_WALKS', 1, 100_000, { description: 'Walks.', optional: true }),
}).walks;
const walks = asked ?? 50;

jest.setTimeout(300_000 + walks * 6_000);

/** Where a world begins, and what becomes of it between two parts of the input. */
interface Form {
  readonly name: string;
  readonly begin: readonly [Carrier, number?];
  readonly switches?: readonly Carrier[];
}

const forms: readonly Form[] = [
  { name: 'embedded', begin: ['databases'] },
  { name: 'kafka', begin: ['kafka', 1] },
  { name: 'replicas', begin: ['kafka', 2] },
  { name: 'switched', begin: ['databases'], switches: ['kafka', 'databases'] },
];

// Real here: PostgreSQL, Kafka, HTTP, and all five services; a replica is one more platform on the
// same database, with connections, caches and memory of its own.
describe(`${walks} walks and an import give the same read models`, () => {
  let kafka: TestKafka;
  let worlds: TruthWorlds;
  let files: ReturnType<typeof importFiles>;
  let history: string;
  let again: string;
  let embedded: Record<string, TruthHash>;
  const lines = new Map<string, readonly string[]>();

  beforeAll(async () => {
    kafka = await testKafka();
    worlds = await truthWorlds(kafka);
    files = importFiles();
    const rows = historyOf(60);
    history = files.write('history.csv', snakeCsv(rows));
    again = files.write('again.csv', snakeCsv(rows.slice(0, 2)));
  }, SERVER_START_MS);

  afterAll(async () => {
    files?.remove();
    worlds?.remove();
    await kafka?.drop();
  }, 60_000);

  async function inWorld<T>(form: Form, look: (client: Client) => Promise<T>): Promise<T> {
    const world = await worlds.open(form.name, ...form.begin);
    const client = new Client(world.database.admin);
    try {
      await client.connect();
      const startedAt = performance.now();
      await fill(form, world);
      tell(`${form.name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
      return await look(client);
    } finally {
      await client.end();
      await world.close();
    }
  }

  async function fill({ name, switches = [] }: Form, world: TruthWorld): Promise<void> {
    await createTenant(apiClient(world));
    let steps = 0;
    const input = truthInput(world, walks, () => {
      steps += 1;
      if (steps % 100 === 0) tell(`${name}: ${steps} steps`);
    });
    for (let part = 0; part < parts; part += 1) {
      await input.feed(part);
      // What is told twice comes later: of two at once either may be the first.
      if (part === 0) await bringIn(world, history);
      if (part === 1) await bringIn(world, again);
      const carrier = switches[part];
      if (carrier) await world.restart(carrier);
    }
    await caughtUp(world);
    expect(await parkedKeys(world)).toEqual([]);
  }

  async function bringIn({ url, operationsUrl }: TruthWorld, path: string): Promise<void> {
    const { code, stderr } = await redress(
      ['import', path, '--format', 'cfpb', '--tenant', 'acme', '--json'],
      { REDRESS_URL: url, REDRESS_OPERATIONS_URL: operationsUrl },
    );
    if (code !== 0) throw new Error(`the import ended with ${code}: ${stderr}`);
  }

  /** What stands in the rows of one world and not in those of the embedded one. */
  async function differences(client: Client): Promise<string[]> {
    const found: string[] = [];
    for (const model of readModels) {
      const [here, there] = [await comparedLines(client, model), lines.get(model.name) ?? []];
      const [ours, theirs] = [new Set(here), new Set(there)];
      const more = here.filter((line) => !theirs.has(line)).slice(0, 5);
      const fewer = there.filter((line) => !ours.has(line)).slice(0, 5);
      found.push(...more.map((line) => `+ ${model.name} ${line}`));
      found.push(...fewer.map((line) => `- ${model.name} ${line}`));
    }
    return found;
  }

  it('embedded, over the logs themselves; and one changed cell is another hash', async () => {
    await inWorld(forms[0] ?? { name: '', begin: ['databases'] }, async (client) => {
      embedded = await truthHashes(client);
      for (const model of readModels) lines.set(model.name, await comparedLines(client, model));
      for (const [name, column] of [
        ['complaints', 'status'],
        ['cases', 'outcome'],
        ['case_timeline', 'actor_id'],
        ['incidents', 'reporter_id'],
        ['customer_risk', 'source'],
      ] as const) {
        expect([name, (embedded[name]?.rows ?? 0) > 0]).toEqual([name, true]);
        const table = readModels.find((model) => model.name === name)?.table;
        await client.query('begin');
        await client.query(
          `update ${table} set ${column} = 'changed' where key = (select min(key) from ${table} where shown)`,
        );
        const changed = await truthHashes(client);
        await client.query('rollback');
        expect([name, changed[name]?.hash === embedded[name]?.hash]).toEqual([name, false]);
        expect({ ...changed, [name]: undefined }).toEqual({ ...embedded, [name]: undefined });
      }
    });
    tell(JSON.stringify(embedded));
  });

  it.each(forms.slice(1).map((form) => [form.name, form] as const))('%s', async (_, form) => {
    await inWorld(form, async (client) => {
      const hashes = await truthHashes(client);
      const found = await differences(client);
      tell(`${form.name}: ${found.length === 0 ? 'equal' : found.join('\n')}`);
      expect(found).toEqual([]);
      expect(hashes).toEqual(embedded);
    });
  });
});

/** Cases of years past, some of them disputed. */
function historyOf(cases: number): CaseRow[] {
  return Array.from({ length: cases }, (_, nth) =>
    snakeRow(String(1_000_000 + nth), {
      date_received: `2017-0${1 + (nth % 9)}-1${nth % 10}`,
      date_sent_to_company: `2017-0${1 + (nth % 9)}-2${nth % 9}`,
      state: ['TX', 'VA', 'CA'][nth % 3] ?? 'TX',
      consumer_disputed: nth % 7 === 0 ? 'true' : 'false',
      timely_response: nth % 11 === 0 ? 'false' : 'true',
    }),
  );
}

/** One line of progress for who waits for a long run. */
function tell(line: string): void {
  if (asked !== undefined) process.stderr.write(`truth: ${line}\n`);
}
