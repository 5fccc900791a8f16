import { setTimeout as sleep } from 'node:timers/promises';
import { partitionCount } from '@redress/event-log';
import { type Benchmark, sized } from '../benchmark.js';
import type { TimedRun } from '../measuring/timed.js';
import type { BenchKafka } from './bench-kafka.js';
import { inTurn } from './in-turn.js';
import { type KafkaLog, kafkaLog } from './kafka-log.js';
import { loadRecords } from './load-records.js';
import type { MemberKind } from './member-messages.js';
import { startMembers } from './members.js';

/** Records of one send: so few that also a small load is spread over all partitions. */
const sendMax = 100;
const askEveryMs = 50;
/** Longest wait, in milliseconds; a contestant that is slower than this is out. */
const waitMaxMs = 600_000;
/** Rebalances of Kafka's own groups come to an end in this time. */
const settleMs = 3_000;

interface Load {
  readonly kind: MemberKind;
  readonly members: number;
  readonly records: number;
}

/** One row per event, by so many members of a group, each in a process of its own. */
export function consumeBy(members: number): Benchmark {
  const name = `consume-${members}`;
  return {
    name,
    title: `a row for each event of a topic, by ${members} of a group`,
    needsKafka: true,
    async run(context) {
      const records = sized(context, { quick: 4_000, full: 40_000 });
      const nests = sized(context, { quick: 2_000, full: 10_000 });
      const kafka = await context.kafka();
      const log = await kafkaLog(context);
      let groups = 0;
      const run = (load: Load) => {
        groups += 1;
        return consumed(log, kafka, { ...load, group: `${load.kind}.${groups}` });
      };
      try {
        return await inTurn(context, {
          name,
          runs: {
            redress: () => run({ kind: 'redress', members, records }),
            nest: () => run({ kind: 'nest', members, records: nests }),
          },
        });
      } finally {
        await log.close();
      }
    },
  };
}

/** From the first record on the topic to the last effect; who consumes had joined before. */
async function consumed(
  { service, connection }: KafkaLog,
  kafka: BenchKafka,
  { kind, members, records, group }: Load & { readonly group: string },
): Promise<TimedRun> {
  const topic = await kafka.newTopic();
  const plan = { kind, group, topic, brokers: kafka.brokers, connection };
  const running = await startMembers(plan, members);
  const count = async () => {
    const { rows } = await service.writer.query<{ done: number }>(
      'select count(*)::int as done from effects where contestant = $1',
      [group],
    );
    return rows[0]?.done ?? 0;
  };
  try {
    await sleep(settleMs);
    const cpu = running.cpuMicros();
    const startedAt = performance.now();
    const published = publish(kafka, topic, records);
    for (let done = 0; done < records; done = await count()) {
      running.check();
      if (performance.now() - startedAt > waitMaxMs) throw new Error(`${done} of ${records}`);
      await sleep(askEveryMs);
    }
    await published;
    const seconds = (performance.now() - startedAt) / 1_000;
    return { events: records, seconds, clientCpuMicros: running.cpuMicros() - cpu };
  } finally {
    await running.end();
  }
}

async function publish(kafka: BenchKafka, topic: string, records: number): Promise<void> {
  const source = loadRecords();
  const producer = await kafka.clients.redress.openProducer();
  for (let left = records, nth = 0; left > 0; left -= sendMax, nth += 1) {
    const partition = nth % partitionCount;
    await producer.send(topic, partition, source.next(partition, Math.min(sendMax, left)));
  }
  await producer.close();
}
