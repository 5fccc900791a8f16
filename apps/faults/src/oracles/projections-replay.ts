import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inheritedEnvironment } from '@redress/config';
import type { Product } from '../cluster/product.js';
import { type Evidence, type Oracle, told } from './evidence.js';

const program = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

/** What a run of the command line `redress` came to. */
interface CommandLineRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line of the product against it. */
async function redress(
  { url, operationsUrl }: Pick<Product, 'url' | 'operationsUrl'>,
  args: readonly string[],
): Promise<CommandLineRun> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: inheritedEnvironment({ REDRESS_URL: url, REDRESS_OPERATIONS_URL: operationsUrl }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, stdout, stderr };
}

interface Verified {
  readonly projection: string;
  readonly rows: number;
  readonly equalToLive: boolean | null;
}

async function verified(evidence: Evidence, name: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await redress(evidence.product, ['verify', name, '--json']);
  if (stdout === '') return [`redress verify ${name} ended with ${code}: ${stderr.trim()}`];
  const parsed: Verified | readonly Verified[] = JSON.parse(stdout);
  const reports = 'projection' in parsed ? [parsed] : parsed;
  const shown = reports.filter(({ rows }) => rows > 0);
  return told([
    ...(shown.length === 0 ? ['no read model shows anything'] : []),
    ...reports
      .filter(({ equalToLive }) => equalToLive !== true)
      .map(({ projection, equalToLive }) => `${projection}: equal to a replay: ${equalToLive}`),
  ]);
}

/** Read models against a replay into empty tables, as the product itself offers its operators. */
export const projectionsReplay: Oracle = {
  id: 'I5',
  what: 'all read models equal a fresh replay of the logs',
  examine: (evidence) => verified(evidence, 'all'),
  async examineDamaged(evidence) {
    // The product compares, so the damage has to be one that it can see, and is mended afterwards.
    const { client } = evidence;
    const table = await shownTable(evidence, 'complaints');
    const { rowCount } = await client.query(
      `create temporary table saved as select * from ${table} where shown limit 1`,
    );
    if (rowCount !== 1) throw new Error(`${table} shows nothing that could be damaged`);
    try {
      await client.query(
        `delete from ${table} t using saved s where (t.tenant_id, t.key) = (s.tenant_id, s.key)`,
      );
      return await verified(evidence, 'complaints');
    } finally {
      await client.query(`insert into ${table} select * from saved`);
      await client.query('drop table saved');
    }
  },
};

/** The table behind a read model of intake. */
async function shownTable({ client }: Evidence, projection: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.columns
     where table_schema = 'intake' and column_name = 'shown' and table_name like $1 || '%'
     order by length(table_name), 1 limit 1`,
    [projection],
  );
  const [found] = rows;
  if (!found) throw new Error(`intake has no table of ${projection}`);
  return found.name;
}
