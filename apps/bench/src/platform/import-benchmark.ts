import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import { type Benchmark, sized } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import { apiOf } from './api.js';
import { caughtUp } from './caught-up.js';
import { cfpbFile } from './cfpb-file.js';
import { platformCpu } from './platform-cpu.js';
import type { PlatformProcess } from './platform-process.js';

const program = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

/** What `redress import --json` prints, as far as it is looked at. */
interface ImportReport {
  readonly rows: number;
  readonly created: number;
  readonly rejected: number;
}

/** A file of complaints by the command line, until all five services have taken every case in. */
export function importOf(sizes: { readonly quick: number; readonly full: number }): Benchmark {
  return {
    name: 'import',
    title: 'redress import of a made-up file of complaints, through all services',
    async run(context) {
      const rows = sized(context, sizes);
      const platform = await context.platform();
      const before = loadOfMachine();
      const folder = await mkdtemp(join(tmpdir(), 'redress-bench-'));
      try {
        const file = join(folder, 'complaints.csv');
        await writeFile(file, cfpbFile(rows, 1));
        const tenant = await newTenant(platform);
        const cpu = platformCpu(platform);
        const startedAt = performance.now();
        await imported(platform, { file, tenant, rows });
        const takenIn = (performance.now() - startedAt) / 1_000;
        await caughtUp(platform);
        const seconds = (performance.now() - startedAt) / 1_000;
        const cpuMicros = platformCpu(platform) - cpu;
        context.say(
          `import: taken in after ${takenIn.toFixed(1)} s, done after ${seconds.toFixed(1)} s`,
        );
        return {
          results: [
            {
              ...{ name: 'import', unit: 'cases/s', value: rows / seconds, n: rows },
              cpuMicrosPerEvent: Number.isNaN(cpuMicros) ? null : cpuMicros / rows,
              ...{ loadAverage: before, loadAverageAfter: loadOfMachine() },
            },
          ],
          ratios: [],
        };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

async function newTenant(platform: PlatformProcess): Promise<string> {
  const tenant = `import-${randomBytes(3).toString('hex')}`;
  const api = await apiOf(platform, { role: 'admin', tenant });
  const body = { name: 'Import', zone: 'America/New_York', language: 'en', currency: 'USD' };
  try {
    await api.post('tenants', body);
  } finally {
    api.close();
  }
  return tenant;
}

interface ImportWork {
  readonly file: string;
  readonly tenant: string;
  readonly rows: number;
}

/** Throws when any row was not taken in. */
async function imported(
  { url, operationsUrl }: PlatformProcess,
  { file, tenant, rows }: ImportWork,
): Promise<void> {
  const args = [program, 'import', file, '--format', 'cfpb', '--tenant', tenant, '--json'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { REDRESS_URL: url, REDRESS_OPERATIONS_URL: operationsUrl },
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
  if (code !== 0) throw new Error(`redress import ended with ${code}: ${stderr}`);
  const report = JSON.parse(stdout) as ImportReport;
  if (report.created !== rows) throw new Error(`${report.created} of ${rows} rows were taken in`);
}
