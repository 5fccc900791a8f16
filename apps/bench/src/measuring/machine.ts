import { cpus, release, totalmem, type } from 'node:os';
import { Client, type PoolConfig } from 'pg';
import type { Machine } from '../reporting/bench-report.js';

const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method'];
const moreSettings = ['shared_buffers', 'max_wal_size'];
const bytesPerGb = 2 ** 30;

/** What one must know to judge the numbers: the machine, and how durable a commit is. */
export async function describeMachine(connection: PoolConfig): Promise<Machine> {
  const cores = cpus();
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      `select name, current_setting(name) as value from pg_settings where name = any ($1)
       union all select 'server_version', current_setting('server_version')`,
      [[...settings, ...moreSettings]],
    );
    const values = new Map(rows.map(({ name, value }) => [name, value]));
    const settingOf = (name: string) => values.get(name) ?? 'unknown';
    return {
      cpu: cores[0]?.model.trim() ?? 'unknown',
      cores: cores.length,
      memoryGb: Math.round(totalmem() / bytesPerGb),
      os: `${type()} ${release()} ${process.arch}`,
      node: process.versions.node,
      postgres: settingOf('server_version'),
      settings: Object.fromEntries(
        [...settings, ...moreSettings].map((name) => [name, settingOf(name)]),
      ),
    };
  } finally {
    await client.end();
  }
}
