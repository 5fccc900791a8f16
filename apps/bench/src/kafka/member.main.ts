import { type MessageHandler, ServerKafka } from '@nestjs/microservices';
import {
  handlerName,
  KafkaBus,
  kafkajsClient,
  PgCheckpointStore,
  PgParkingLot,
  startConsumer,
} from '@redress/bus';
import { pgTransactions, pgTx } from '@redress/event-log';
import { openService } from '@redress/postgres';
import type { Pool } from 'pg';
import { loadCatalogue, loadEvents } from '../contestants/load-event.js';
import type { MemberPlan } from './member-messages.js';

/** The effect of one event, the same for everybody: a row, once. */
const insertEffect = 'insert into effects (contestant, id) values ($1, $2) on conflict do nothing';

/** Ours: effects and checkpoint in one transaction, batch by batch. */
async function consume({ group, topic, brokers }: MemberPlan, pool: Pool): Promise<void> {
  const client = kafkajsClient({ brokers, clientId: 'member' });
  const onProblem = (error: Error) => void process.stderr.write(`bench: ${error.message}\n`);
  const consumer = await startConsumer({
    group,
    subscription: new KafkaBus({ pool, client, logs: [{ log: 'intake', topic }], onProblem }),
    checkpoints: new PgCheckpointStore(pool),
    transactions: pgTransactions(pool),
    parking: new PgParkingLot(pool),
    catalogue: loadCatalogue,
    logs: ['intake'],
    startAt: 'beginning',
    handlers: new Map([
      [
        handlerName(loadEvents.LoadObserved),
        async ({ record, tx }) => {
          await pgTx(tx).client.query(insertEffect, [group, record.envelope.id]);
        },
      ],
    ]),
  });
  void consumer.failed.then((error) => {
    onProblem(error);
    process.exit(1);
  });
}

/** Nest's: each message by itself, all 16 partitions at once; the broker keeps the offsets. */
async function listen({ group, topic, brokers }: MemberPlan, pool: Pool): Promise<void> {
  const server = new ServerKafka({
    client: { brokers: [...brokers], clientId: 'member', logLevel: 0 },
    consumer: { groupId: group, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 },
    run: { partitionsConsumedConcurrently: 16 },
    subscribe: { fromBeginning: true },
    postfixId: '',
  });
  const handler: MessageHandler = async (_data, context) => {
    const { headers } = context.getMessage();
    await pool.query(insertEffect, [group, String(headers?.['ce_id'])]);
  };
  server.addHandler(topic, handler, true);
  await new Promise<void>((resolve, reject) => {
    void server.listen((error) => (error ? reject(error) : resolve()));
  });
}

process.once('message', (message) => {
  const plan = message as MemberPlan;
  const { writer } = openService({ connection: plan.connection, service: 'intake', max: 10 });
  (plan.kind === 'redress' ? consume : listen)(plan, writer)
    .then(() => process.send?.('ready'))
    .catch((error: unknown) => {
      process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    });
});
// The bench has ended, whatever the reason.
process.once('disconnect', () => process.exit());
