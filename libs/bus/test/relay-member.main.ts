import { pgEventLog, pgTransactions } from '@redress/event-log';
import { openService } from '@redress/postgres';
import { kafkajsClient } from '../src/kafka/kafkajs/kafkajs-client.adapter.js';
import { startRelay } from '../src/kafka/relay.js';
import { PgBus } from '../src/pg-bus.adapter.js';
import { PgCheckpointStore } from '../src/pg-checkpoint-store.adapter.js';
import { leaseMs, renewMs } from './bus-world.js';

/** A relay as a process of its own, to be killed. Ends when its standard input does. */
async function main(): Promise<void> {
  const [connection = '', brokers = '', topic = ''] = process.argv.slice(2);
  const { writer: pool } = openService({
    connection: JSON.parse(connection),
    service: 'intake',
    onConnectionLost: (error) => process.stderr.write(`${error.message}\n`),
  });
  const log = Object.assign(pgEventLog({ pool, log: 'intake' }), { name: 'intake' as const });
  const relay = await startRelay({
    ...{ log, topic, lookEveryMs: 100 },
    client: kafkajsClient({ brokers: brokers.split(','), clientId: 'relay' }),
    onProblem: (error) => process.stderr.write(`${error.message}\n`),
    subscription: new PgBus({ pool, sources: { intake: log }, leaseMs, renewMs }),
    checkpoints: new PgCheckpointStore(pool),
    transactions: pgTransactions(pool),
  });
  process.stdout.write('ready\n');
  void relay.failed.then((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  process.stdin.on('end', () => process.exit(0)).resume();
}

void main();
