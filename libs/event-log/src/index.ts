export * from './command-handler.js';
export { eventLogMigration } from './event-log.migration.js';
export * from './event-log.port.js';
export { type LogTables, logTables } from './log-tables.js';
export { partitionOf } from './partition.js';
export {
  expireCommands,
  type PgEventLog,
  type PgEventLogOptions,
  pgEventLog,
} from './pg-event-log.adapter.js';
export { type PgTx, pgTransactions, pgTx } from './pg-transactions.js';
export * from './sealer.port.js';
