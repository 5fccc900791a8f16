import { partitionCount } from '@redress/event-log';
import { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { type Benchmark, sized } from '../benchmark.js';
import type { TimedRun } from '../measuring/timed.js';
import { timed } from '../measuring/timed.js';
import type { BenchKafka, ClientName } from './bench-kafka.js';
import { inTurn } from './in-turn.js';
import { loadRecords } from './load-records.js';

/** Records of one send. */
const sendMax = 500;

/** What clients can write: sends of many records, one after the other, each for one partition. */
export const produce: Benchmark = {
  name: 'produce',
  title: `records of 0.9 kB on a topic, ${sendMax} in each send, gzip, all replicas`,
  needsKafka: true,
  async run(context) {
    const records = sized(context, { quick: 8_000, full: 80_000 });
    const kafka = await context.kafka();
    return inTurn(context, {
      name: this.name,
      runs: {
        redress: () => produceBy(kafka, 'redress', records),
        platformatic: () => produceBy(kafka, 'platformatic', records),
        nest: () => emitByNest(kafka, records),
      },
    });
  },
};

async function produceBy(
  kafka: BenchKafka,
  client: ClientName,
  records: number,
): Promise<TimedRun> {
  const topic = await kafka.newTopic();
  const producer = await kafka.clients[client].openProducer();
  const sends = sendsOf(records);
  try {
    const run = await timed(async (withLatency) => {
      for (const { partition, messages } of sends) {
        await withLatency(() => producer.send(topic, partition, messages));
      }
      return records;
    });
    await kafka.checkWritten(topic, records);
    return run;
  } finally {
    await producer.close();
  }
}

/** Nest's own transport, which sends as it does by default: no compression, all replicas. */
async function emitByNest(kafka: BenchKafka, records: number): Promise<TimedRun> {
  const topic = await kafka.newTopic();
  const client = new ClientKafka({
    client: { brokers: [...kafka.brokers], clientId: 'bench', logLevel: 0 },
    producerOnlyMode: true,
    producer: { allowAutoTopicCreation: false },
  });
  await client.connect();
  const sends = sendsOf(records);
  try {
    const run = await timed(async (withLatency) => {
      for (const { messages, partition } of sends) {
        const batch = messages.map(({ key, value, headers }) => ({
          ...{ key, value, headers: { ...headers }, partition },
        }));
        await withLatency(async () => {
          await lastValueFrom(client.emitBatch(topic, { messages: batch }));
        });
      }
      return records;
    });
    await kafka.checkWritten(topic, records);
    return run;
  } finally {
    await client.close();
  }
}

/** Made before they are measured. */
function sendsOf(records: number) {
  const source = loadRecords();
  return Array.from({ length: Math.ceil(records / sendMax) }, (_, nth) => {
    const partition = nth % partitionCount;
    return { partition, messages: source.next(partition, Math.min(sendMax, records)) };
  });
}
