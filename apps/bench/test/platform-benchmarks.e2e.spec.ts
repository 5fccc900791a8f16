import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext, Benchmark } from '../src/benchmark.js';
import { contestantHere } from '../src/contestants/contestant-process.js';
import { type BenchPlatform, startBenchPlatform } from '../src/platform/bench-platform.js';
import { fillDirectory } from '../src/platform/fill-directory.js';
import { importOf } from '../src/platform/import-benchmark.js';
import { liveAt } from '../src/platform/live-benchmark.js';
import { replayHttp } from '../src/platform/replay-http.js';
import { rebuildHere } from '../src/risk/rebuild-task.js';
import { runBenchmarks } from '../src/run-benchmarks.js';

let platform: BenchPlatform;
let context: BenchContext;

jest.setTimeout(120_000);

beforeAll(async () => {
  platform = await startBenchPlatform(() => undefined);
  context = {
    ...{ quick: true, rounds: 1, history: { customers: 1, events: 1 }, isBuilt: true },
    ...{ contestant: contestantHere, rebuild: rebuildHere, newDatabase: () => 'none' },
    server: { connection: platform.connection, pid: platform.postmasterPid },
    platform: () => Promise.resolve(platform),
    kafka: () => Promise.reject(new Error('has none')),
    distributed: () => Promise.reject(new Error('has none')),
    say: () => undefined,
  };
}, 120_000);

afterAll(() => platform?.stop(), 60_000);

const run = (benchmark: Benchmark) => runBenchmarks([benchmark], context);

describe('benchmarks of the platform in a process of its own', () => {
  it('asks for one customer over HTTP', async () => {
    const { results, failed } = await run(replayHttp);
    expect(failed).toBe(false);
    expect(results).toMatchObject([{ n: 50 }, { name: 'replay-http-p99', unit: 'ms' }]);
  });

  it('waits for each fact until the view of risk shows it', async () => {
    const { results, failed } = await run(liveAt(5, { aims: { p50: 8, p99: 40 } }));
    expect(failed).toBe(false);
    const [rate, p50] = results;
    expect(rate?.n).toBe(20);
    expect(p50).toMatchObject({ name: 'live-5-p50', aim: { atMost: 8 } });
    // Nothing is shown before it was answered, or all of it would be.
    expect(rate?.p50).toBeGreaterThan(0);
  });

  it('imports a file by the command line, all rows of it', async () => {
    const { results, failed } = await run(importOf({ quick: 20, full: 20 }));
    expect(failed).toBe(false);
    expect(results).toMatchObject([{ name: 'import', unit: 'cases/s', n: 20 }]);
  });
});

describe('a data directory that is filled', () => {
  it('is filled once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redress-fill-'));
    try {
      const history = { seed: 3, customers: 40, events: 400 };
      const filled = await fillDirectory(folder, history, () => undefined);
      expect(filled).toMatchObject({ events: 400 });
      await expect(fillDirectory(folder, history, () => undefined)).rejects.toThrow('is not empty');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
