import { toTopicMessage } from '@redress/contracts';
import { SERVER_START_MS } from '@redress/testing';
import {
  append,
  commitBatch,
  counted,
  eventually,
  freshGroup,
  isExactlyOnce,
  keyOfPartition,
  leaseMs,
  renewMs,
} from '../../test/bus-world.js';
import { probeTopic } from '../../test/kafka-world.js';
import { pgWorld } from '../../test/pg-world.js';
import { KafkaBus, PgBus, type Subscription } from '../index.js';

jest.setTimeout(60_000);

const partition = 3;
const keys = keyOfPartition.slice(partition, partition + 1);

test(
  'a group whose next records have expired on the topic catches up from the log, and goes on by the topic',
  async () => {
    const [world, { kafka, client, topic }] = await Promise.all([pgWorld(), probeTopic()]);
    const { pool, log } = world;
    const timing = { leaseMs, renewMs };
    const publishAfter = async (after: number) => {
      const producer = await client.openProducer();
      const records = await log.readPartition(partition, after, 100);
      await producer.send(topic, partition, records.map(toTopicMessage));
      await producer.close();
    };
    const group = freshGroup();
    const start = (bus: Subscription) =>
      bus.start((batch) => commitBatch(world, group, batch).then(() => undefined), {
        ...{ group, logs: ['intake'], startAt: 'beginning', maxBatch: 5, maxWaitMs: 50 },
      });
    const overKafka = new KafkaBus({
      ...{ pool, client, onProblem: () => undefined, ...timing },
      logs: [{ log: 'intake', topic }],
    });

    // The topic of a log whose first records are older than what it keeps.
    await append(log, counted(keys, 8));
    await publishAfter(3);
    const behind = await start(overKafka);
    expect(await behind.failed).toMatchObject({ code: 'OFFSET_GONE' });

    const caughtUp = await start(new PgBus({ pool, sources: { intake: log }, ...timing }));
    await eventually('it has read the log', () => isExactlyOnce(world, group), 20_000);
    await caughtUp.stop({ drainMs: 1_000 });

    await append(log, counted(keys, 4));
    await publishAfter(7);
    const onTopic = await start(overKafka);
    await eventually('it goes on', () => isExactlyOnce(world, group), 20_000);
    await onTopic.stop({ drainMs: 1_000 });
    await overKafka.close();
    await world.close();
    await kafka.drop();
  },
  SERVER_START_MS,
);
