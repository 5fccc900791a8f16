import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { customerRiskProjection } from '@redress/analytics/read-models';
import { type Benchmark, sized } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import type { BenchResult } from '../reporting/bench-report.js';
import { percentileOf } from '../reporting/statistics.js';
import { type Api, apiOf } from './api.js';
import { caughtUp } from './caught-up.js';
import { platformCpu } from './platform-cpu.js';
import { type ViewWatch, viewWatch } from './view-watch.js';

/** Requests under way; who asks for more than the platform can do waits here. */
const inFlightMax = 256;

/** Customers whom the facts concern, in turn: so many that no two commands race for one stream. */
const customersMax = inFlightMax;

const warmUpSec = 1;

/** What is aimed at, in milliseconds until a fact is shown. */
interface LiveAims {
  readonly p50?: number;
  readonly p99?: number;
}

/** From a command over HTTP to the row of risk that shows it (G5): embedded, or over Kafka. */
export function liveAt(
  perSecond: number,
  { aims, ...more }: { readonly aims: LiveAims } & Pick<Benchmark, 'fullOnly' | 'needsKafka'>,
): Benchmark {
  const name = `live-${more.needsKafka ? 'kafka-' : ''}${perSecond}`;
  return {
    name,
    ...more,
    title: `${perSecond} facts a second over HTTP, each until the view of risk shows it`,
    async run(context) {
      const seconds = sized(context, { quick: 4, full: 20 });
      const platform = await (more.needsKafka ? context.distributed() : context.platform());
      const api = await apiOf(platform, { role: 'agent', tenant: 'live' });
      const watch = await viewWatch(platform.connection, customerRiskProjection.name);
      try {
        const customers = await registered(api);
        const load = { perSecond, customers };
        await sendAll({ ...load, seconds: warmUpSec }, api, watch);
        const before = loadOfMachine();
        const cpu = platformCpu(platform);
        const run = await sendAll({ ...load, seconds }, api, watch);
        const cpuMicros = platformCpu(platform) - cpu;
        await caughtUp(platform);
        context.say(sentenceOf(name, run));
        return { results: resultsOf({ name, before, cpuMicros, aims }, run), ratios: [] };
      } finally {
        await watch.close();
        api.close();
      }
    },
  };
}

interface LiveLoad {
  readonly perSecond: number;
  readonly seconds: number;
  readonly customers: readonly string[];
}

/** Milliseconds from the request: until it was answered, and until the view showed it. */
interface LiveRun {
  readonly answered: readonly number[];
  readonly shown: readonly number[];
  readonly seconds: number;
}

/**
 * Sends facts at their times, whether or not those before were answered, until the time is over; a
 * platform that cannot keep up is sent fewer.
 */
async function sendAll(
  { perSecond, seconds, customers }: LiveLoad,
  api: Api,
  watch: ViewWatch,
): Promise<LiveRun> {
  const answered: number[] = [];
  const shown: number[] = [];
  const underWay = new Set<Promise<void>>();
  const startedAt = performance.now();
  const sendOne = async (nth: number) => {
    const sentAt = performance.now();
    const customer = customers[nth % customers.length];
    const { offset } = await api.post(`customers/${customer}/observe-transaction`, transaction());
    answered.push(performance.now() - sentAt);
    if (offset === undefined) throw new Error('the answer names no position');
    shown.push((await watch.shown(offset)) - sentAt);
  };
  const endsAt = startedAt + seconds * 1_000;
  for (let nth = 0; nth < perSecond * seconds && performance.now() < endsAt; nth += 1) {
    const dueIn = startedAt + (nth * 1_000) / perSecond - performance.now();
    if (dueIn > 1) await sleep(dueIn);
    while (underWay.size >= inFlightMax) await Promise.race(underWay);
    const one = sendOne(nth).finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
  return { answered, shown, seconds: (performance.now() - startedAt) / 1_000 };
}

function transaction() {
  return {
    ...{ orderId: randomUUID(), amountMinor: 990, currency: 'CNY', source: 'SHOP' },
    at: new Date().toISOString(),
  };
}

async function registered(api: Api): Promise<string[]> {
  const customers = Array.from({ length: customersMax }, () => randomUUID());
  await Promise.all(
    customers.map((customerId) =>
      api.post('customers', { customerId, partyType: 'PERSON', name: 'Ms Zhao' }),
    ),
  );
  return customers;
}

function sentenceOf(name: string, { answered, shown, seconds }: LiveRun): string {
  const of = (values: readonly number[]) =>
    [50, 99].map((percent) => percentileOf(values, percent).toFixed(1)).join(' / ');
  const rate = Math.round(shown.length / seconds);
  return `${name}: ${rate}/s, answered ${of(answered)} ms, shown ${of(shown)} ms`;
}

interface AboutLive {
  readonly name: string;
  readonly before: number;
  readonly cpuMicros: number;
  readonly aims: LiveAims;
}

function resultsOf(
  { name, before, cpuMicros, aims }: AboutLive,
  { answered, shown, seconds }: LiveRun,
): BenchResult[] {
  const about = { n: shown.length, loadAverage: before, loadAverageAfter: loadOfMachine() };
  const cpu = Number.isNaN(cpuMicros) ? null : cpuMicros / shown.length;
  const percentiles = (values: readonly number[]) => ({
    p50: percentileOf(values, 50),
    p99: percentileOf(values, 99),
  });
  const { p50, p99 } = percentiles(shown);
  const inMs = { ...about, unit: 'ms', cpuMicrosPerEvent: null };
  return [
    {
      ...{ name, unit: 'facts/s', value: shown.length / seconds, ...about },
      ...{ cpuMicrosPerEvent: cpu, p50, p99 },
    },
    { ...inMs, name: `${name}-p50`, value: p50, ...aimOf(aims.p50) },
    { ...inMs, name: `${name}-p99`, value: p99, ...aimOf(aims.p99) },
    {
      ...inMs,
      name: `${name}-answered`,
      value: percentileOf(answered, 50),
      ...percentiles(answered),
    },
  ];
}

function aimOf(atMost: number | undefined) {
  return atMost === undefined ? {} : { aim: { atMost } };
}
