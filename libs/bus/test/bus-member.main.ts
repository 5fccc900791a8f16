import { pgEventLog, pgTransactions, pgTx } from '@redress/event-log';
import { openService } from '@redress/postgres';
import { PgBus } from '../src/pg-bus.adapter.js';
import { PgCheckpointStore } from '../src/pg-checkpoint-store.adapter.js';
import { leaseMs, renewMs } from './bus-world.js';

/**
 * A member of a group as a process of its own, to be frozen and killed: commits one effect per
 * event, slowly. Ends when its standard input does.
 */
async function main(): Promise<void> {
  const [connection = '', group = '', batchMs = '0'] = process.argv.slice(2);
  const { writer: pool } = openService({
    connection: JSON.parse(connection),
    service: 'intake',
    onConnectionLost: (error) => process.stderr.write(`${error.message}\n`),
  });
  const log = pgEventLog({ pool, log: 'intake' });
  const checkpoints = new PgCheckpointStore(pool);
  const bus = new PgBus({ pool, sources: { intake: log }, leaseMs, renewMs });
  const running = await bus.start(
    async ({ log: name, partition, records, epoch, after }) => {
      const to = records.at(-1)?.position.offset ?? after;
      await pgTransactions(pool).run(async (tx) => {
        // One that is frozen between checkpoint and commit holds the row for as long as this.
        await pgTx(tx).client.query("set local idle_in_transaction_session_timeout = '2s'");
        for (const { orderingKey, position } of records) {
          await pgTx(tx).client.query(
            'insert into effect (consumer, key, partition, off) values ($1, $2, $3, $4)',
            [group, orderingKey, partition, position.offset],
          );
        }
        await new Promise((resolve) => setTimeout(resolve, Number(batchMs)));
        const move = { group, log: name, partition, epoch, from: after, to };
        if (!(await checkpoints.advance(move, tx))) throw new Error('fenced');
      });
    },
    { group, logs: ['intake'], startAt: 'beginning', maxBatch: 3, maxWaitMs: 100 },
  );
  process.stdout.write('ready\n');
  // A fenced commit is fatal here, as the death of a process is; the suite starts another one.
  void running.failed.then((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  process.stdin.on('end', () => process.exit(0)).resume();
}

void main();
