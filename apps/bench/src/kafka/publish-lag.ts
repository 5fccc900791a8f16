import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaClient } from '@redress/bus';
import { type Benchmark, sized } from '../benchmark.js';
import { newStream } from '../contestants/redress-contestant.adapter.js';
import { latencyResultOf } from '../measuring/result-of-runs.js';
import { type TimedRun, timed } from '../measuring/timed.js';
import type { BenchKafka, ClientName } from './bench-kafka.js';
import { inTurn } from './in-turn.js';
import { type KafkaLog, kafkaLog } from './kafka-log.js';
import { forgetGroups, relayOf } from './relay-benchmark.js';

const perSecond = 200;
const warmUpSec = 1;

/** From the answer of an append to the broker's word that the topic has it (G14). */
export const publishLag: Benchmark = {
  name: 'publish-lag',
  title: `${perSecond} appends a second, each until its topic has it`,
  needsKafka: true,
  async run(context) {
    const seconds = sized(context, { quick: 4, full: 20 });
    const kafka = await context.kafka();
    const log = await kafkaLog(context);
    try {
      const { results, ratios } = await inTurn(context, {
        name: this.name,
        runs: {
          redress: () => published(log, kafka, { by: 'redress', seconds }),
          platformatic: () => published(log, kafka, { by: 'platformatic', seconds }),
        },
      });
      const [ours] = results;
      const p99 =
        ours && ours.value !== null ? [latencyResultOf(ours, 'p99', { atMost: 100 })] : [];
      return { results: [...results, ...p99], ratios };
    } finally {
      await log.close();
    }
  },
};

async function published(
  log: KafkaLog,
  kafka: BenchKafka,
  { by, seconds }: { readonly by: ClientName; readonly seconds: number },
): Promise<TimedRun> {
  const topic = await kafka.newTopic();
  await forgetGroups(log);
  // A topic that is empty and a log that is not: the relay catches up before it is measured.
  const watch = watched(kafka.clients[by]);
  const running = await relayOf(log, watch.client, topic);
  try {
    await appendAtRate(log, warmUpSec, watch, async (work) => work());
    return await timed((withLatency) => appendAtRate(log, seconds, watch, withLatency));
  } finally {
    await running.stop({ drainMs: 1_000 });
  }
}

async function appendAtRate(
  { log }: KafkaLog,
  seconds: number,
  watch: ReturnType<typeof watched>,
  withLatency: (work: () => Promise<void>) => Promise<void>,
): Promise<number> {
  const startedAt = performance.now();
  const count = perSecond * seconds;
  const waiting: Promise<void>[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const dueIn = startedAt + (nth * 1_000) / perSecond - performance.now();
    if (dueIn > 1) await sleep(dueIn);
    waiting.push(
      log.append([newStream(randomUUID(), 1)]).then(([result]) => {
        if (result?.status !== 'ok') throw new Error('an append was refused');
        const { partition, offset } = result.position;
        return withLatency(() => watch.published(`${partition}/${offset}`));
      }),
    );
  }
  await Promise.all(waiting);
  return count;
}

/** A client that tells when a record of the log was acknowledged. */
function watched(client: KafkaClient) {
  const sent = new Set<string>();
  const waiting = new Map<string, () => void>();
  return {
    published: (place: string) =>
      sent.delete(place)
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.set(place, resolve)),
    client: {
      ...client,
      async openProducer() {
        const producer = await client.openProducer();
        return {
          close: () => producer.close(),
          async send(topic, partition, records) {
            await producer.send(topic, partition, records);
            for (const { headers } of records) {
              const place = `${partition}/${headers['ce_logoffset']}`;
              const resolve = waiting.get(place);
              if (resolve) resolve();
              else sent.add(place);
              waiting.delete(place);
            }
          },
        };
      },
    } satisfies KafkaClient,
  };
}
