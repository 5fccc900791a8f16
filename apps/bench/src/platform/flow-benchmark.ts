import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Benchmark, sized } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import type { BenchResult } from '../reporting/bench-report.js';
import { percentileOf } from '../reporting/statistics.js';
import { type Api, apiOf } from './api.js';
import { caughtUp } from './caught-up.js';
import { platformCpu } from './platform-cpu.js';
import { type ViewWatch, viewWatch } from './view-watch.js';

const tenant = 'flow';

/** Requests under way; who asks for more than the platform can do waits here. */
const inFlightMax = 256;

/** The view that is folded from what all five services record. */
const casesView = 'cases';

/** Complaints through the five services over Kafka, each until the view of cases shows it (G17). */
export function flowAt(
  perSecond: number,
  { isAimedAt }: { readonly isAimedAt: boolean },
): Benchmark {
  const name = `flow-${perSecond}`;
  return {
    name,
    title: `${perSecond} complaints a second through five services, until the view of cases has them`,
    needsKafka: true,
    async run(context) {
      const seconds = sized(context, { quick: 4, full: 20 });
      const platform = await context.distributed();
      await makeTenant(platform);
      const api = await apiOf(platform, { role: 'agent', tenant });
      const watch = await viewWatch(platform.connection, casesView);
      try {
        const before = loadOfMachine();
        const cpu = platformCpu(platform);
        const startedAt = performance.now();
        const run = await sendAll({ perSecond, seconds }, api, watch);
        await caughtUp(platform);
        const drained = (performance.now() - startedAt) / 1_000;
        const cpuMicros = platformCpu(platform) - cpu;
        context.say(
          `${name}: ${Math.round(run.shown.length / run.seconds)}/s, all of it done after ${drained.toFixed(1)} s`,
        );
        return {
          results: resultsOf({ name, before, cpuMicros, isAimedAt, perSecond }, run),
          ratios: [],
        };
      } finally {
        await watch.close();
        api.close();
      }
    },
  };
}

async function makeTenant(platform: Parameters<typeof apiOf>[0]): Promise<void> {
  const api = await apiOf(platform, { role: 'admin', tenant });
  const body = { name: 'Flow', zone: 'Asia/Shanghai', language: 'en', currency: 'CNY' };
  try {
    await api.post('tenants', body);
  } catch (error) {
    // A benchmark before this one has made it.
    if (!(error instanceof Error && error.message.includes('ALREADY_EXISTS'))) throw error;
  } finally {
    api.close();
  }
}

interface FlowRun {
  readonly answered: readonly number[];
  readonly shown: readonly number[];
  /** Until the last one was answered. */
  readonly seconds: number;
}

/** Sends complaints at their times; a platform that cannot keep up is sent fewer. */
async function sendAll(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  api: Api,
  watch: ViewWatch,
): Promise<FlowRun> {
  const answered: number[] = [];
  const shown: number[] = [];
  const asking = new Set<Promise<void>>();
  const waiting: Promise<void>[] = [];
  const startedAt = performance.now();
  const ask = async () => {
    const sentAt = performance.now();
    const { offset } = await api.post('complaints', receipt());
    answered.push(performance.now() - sentAt);
    if (offset === undefined) throw new Error('the answer names no position');
    waiting.push(watch.shown(offset).then((at) => void shown.push(at - sentAt)));
  };
  const endsAt = startedAt + seconds * 1_000;
  for (let nth = 0; nth < perSecond * seconds && performance.now() < endsAt; nth += 1) {
    const dueIn = startedAt + (nth * 1_000) / perSecond - performance.now();
    if (dueIn > 1) await sleep(dueIn);
    while (asking.size >= inFlightMax) await Promise.race(asking);
    const one = ask().finally(() => asking.delete(one));
    asking.add(one);
  }
  await Promise.all(asking);
  const took = (performance.now() - startedAt) / 1_000;
  await Promise.all(waiting);
  return { answered, shown, seconds: took };
}

function receipt() {
  return {
    ...{ complaintId: randomUUID(), channel: 'EMAIL', form: 'WRITTEN', subject: 'GOODS' },
    ...{ content: 'The fridge came with a dent.', contact: 'ms.zhao@example.com' },
    ...{ expectedOutcome: 'A fridge without a dent.', language: 'en' },
  };
}

interface AboutFlow {
  readonly name: string;
  readonly before: number;
  readonly cpuMicros: number;
  readonly isAimedAt: boolean;
  readonly perSecond: number;
}

function resultsOf(
  { name, before, cpuMicros, isAimedAt, perSecond }: AboutFlow,
  { answered, shown, seconds }: FlowRun,
): BenchResult[] {
  const about = { n: shown.length, loadAverage: before, loadAverageAfter: loadOfMachine() };
  const [p50, p99] = [percentileOf(shown, 50), percentileOf(shown, 99)];
  const inMs = { ...about, unit: 'ms', cpuMicrosPerEvent: null };
  return [
    {
      ...{ name, unit: 'complaints/s', value: shown.length / seconds, ...about, p50, p99 },
      cpuMicrosPerEvent: Number.isNaN(cpuMicros) ? null : cpuMicros / shown.length,
      // A little less than what is sent: the last answer takes a moment.
      ...(isAimedAt ? { aim: { atLeast: perSecond * 0.98 } } : {}),
    },
    { ...inMs, name: `${name}-p99`, value: p99, ...(isAimedAt ? { aim: { atMost: 1_000 } } : {}) },
    {
      ...{ ...inMs, name: `${name}-answered`, value: percentileOf(answered, 50) },
      ...{ p50: percentileOf(answered, 50), p99: percentileOf(answered, 99) },
    },
  ];
}
