import { pgTransactions } from '@redress/event-log';
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
import { KafkaBus, PgBus, PgCheckpointStore, startRelay, type Subscription } from '../index.js';

jest.setTimeout(60_000);

test(
  '20: a group changes from PgBus to KafkaBus and back in mid-stream, with each event once',
  async () => {
    const [world, { kafka, client, topic }] = await Promise.all([pgWorld(), probeTopic()]);
    const { pool, log } = world;
    const own = Object.assign(log, { name: 'intake' as const });
    const problems: Error[] = [];
    const onProblem = (error: Error) => problems.push(error);
    const timing = { leaseMs, renewMs };
    const relay = await startRelay({
      ...{ client, topic, onProblem, log: own },
      subscription: new PgBus({ pool, sources: { intake: log }, ...timing }),
      checkpoints: new PgCheckpointStore(pool),
      transactions: pgTransactions(pool),
    });
    const group = freshGroup();
    const seen: number[] = [];
    const through = async (bus: Subscription) => {
      const running = await bus.start(
        async (batch) => {
          if (await commitBatch(world, group, batch)) seen.push(batch.records.length);
        },
        { group, logs: ['intake'], startAt: 'beginning', maxBatch: 5, maxWaitMs: 50 },
      );
      await append(log, counted(keyOfPartition, 160));
      // It is taken away while there is work left.
      await eventually('it works', () => seen.length > 3);
      await running.stop({ drainMs: 2_000 });
      seen.length = 0;
    };
    for (let round = 0; round < 2; round += 1) {
      await through(new PgBus({ pool, sources: { intake: log }, ...timing }));
      const bus = new KafkaBus({
        ...{ pool, client, onProblem, ...timing },
        logs: [{ log: 'intake', topic }],
      });
      await through(bus);
      await bus.close();
    }
    const last = await new PgBus({ pool, sources: { intake: log }, ...timing }).start(
      async (batch) => {
        await commitBatch(world, group, batch);
      },
      { group, logs: ['intake'], startAt: 'checkpoint', maxBatch: 50, maxWaitMs: 50 },
    );
    await eventually('all is handled', () => isExactlyOnce(world, group), 20_000);
    await last.stop({ drainMs: 1_000 });
    await relay.stop({ drainMs: 1_000 });
    await world.close();
    await kafka.drop();
  },
  SERVER_START_MS,
);
