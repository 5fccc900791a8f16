import { setTimeout as sleep } from 'node:timers/promises';
import { type KafkaClient, PgBus, PgCheckpointStore, startRelay } from '@redress/bus';
import { pgTransactions } from '@redress/event-log';
import { type Benchmark, sized } from '../benchmark.js';
import { type TimedRun, timed } from '../measuring/timed.js';
import type { BenchKafka, ClientName } from './bench-kafka.js';
import { inTurn } from './in-turn.js';
import { fillLog, type KafkaLog, kafkaLog } from './kafka-log.js';

/** How often it is asked whether all is published, in milliseconds. */
const askEveryMs = 20;

/** The relay of a log that stands there: from PostgreSQL to the topic, by either client (G14). */
export const relay: Benchmark = {
  name: 'relay',
  title: 'a log that waits, until its topic has all of it',
  needsKafka: true,
  async run(context) {
    const events = sized(context, { quick: 8_000, full: 60_000 });
    const kafka = await context.kafka();
    const log = await kafkaLog(context);
    try {
      context.say(`a log of ${events} events is filled`);
      await fillLog(log, events);
      return await inTurn(context, {
        name: this.name,
        aims: { redress: { atLeast: 15_000 }, platformatic: { atLeast: 40_000 } },
        runs: {
          redress: () => relayed(log, kafka, { by: 'redress', events }),
          platformatic: () => relayed(log, kafka, { by: 'platformatic', events }),
        },
      });
    } finally {
      await log.close();
    }
  },
};

async function relayed(
  log: KafkaLog,
  kafka: BenchKafka,
  { by, events }: { readonly by: ClientName; readonly events: number },
): Promise<TimedRun> {
  const topic = await kafka.newTopic();
  await forgetGroups(log);
  let running: Awaited<ReturnType<typeof relayOf>> | undefined;
  try {
    const run = await timed(async () => {
      running = await relayOf(log, kafka.clients[by], topic);
      await untilPublished(running, events);
      return events;
    });
    await kafka.checkWritten(topic, events);
    return run;
  } finally {
    await running?.stop({ drainMs: 1_000 });
  }
}

/** A relay of the log, alone with it. */
export function relayOf({ log, service }: KafkaLog, client: KafkaClient, topic: string) {
  return startRelay({
    ...{ log, topic, client },
    subscription: new PgBus({ pool: service.writer, sources: { intake: log } }),
    checkpoints: new PgCheckpointStore(service.writer),
    transactions: pgTransactions(service.writer),
    onProblem: (error) => process.stderr.write(`bench: the relay tries again: ${error.message}\n`),
  });
}

/** The next relay begins at the beginning, on a topic of its own. */
export async function forgetGroups({ service }: KafkaLog): Promise<void> {
  await service.writer.query('delete from checkpoints');
  await service.writer.query('delete from members');
}

async function untilPublished(
  { lag, failed }: Pick<Awaited<ReturnType<typeof relayOf>>, 'lag' | 'failed'>,
  events: number,
): Promise<void> {
  let failure: Error | undefined;
  void failed.then((error) => {
    failure = error;
  });
  for (;;) {
    if (failure) throw failure;
    const lags = await lag();
    const published = lags.reduce((sum, { committed }) => sum + committed + 1, 0);
    if (published >= events) return;
    await sleep(askEveryMs);
  }
}
