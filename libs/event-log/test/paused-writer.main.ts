import { openService } from '@redress/postgres';
import { pgEventLog } from '../src/pg-event-log.adapter.js';
import { pgTransactions } from '../src/pg-transactions.js';
import type { CommandAppend } from '../src/event-log.port.js';

/**
 * A process that appends in a transaction, says so, and holds it open until it is killed.
 * Arguments: the connection and the commands, as JSON.
 */
const [connection = '{}', commands = '[]'] = process.argv.slice(2);
const service = openService({ connection: JSON.parse(connection), service: 'intake' });
const log = pgEventLog({ pool: service.writer, log: 'intake' });
const parsed: CommandAppend[] = JSON.parse(commands);

await pgTransactions(service.writer).run(async (tx) => {
  const results = await log.append(parsed, tx);
  process.stdout.write(`${JSON.stringify(results)}\n`);
  // Never resolves: the parent kills us, and the end of stdin is the end of the parent.
  await new Promise((resolve) => process.stdin.resume().once('end', resolve));
  throw new Error('nobody killed this writer');
});
