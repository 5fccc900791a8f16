export { acceptedOrThrow, CommandRejectedError } from './accepted-or-throw.js';
export {
  type CommandHandler,
  commandHandler,
  type HandleOptions,
  type HandlerDependencies,
} from './command-handler.js';
export { deadlineChanges } from './deadline-changes.js';
export { eventLogMigration } from './event-log.migration.js';
export * from './event-log.port.js';
export { journalMigration } from './journal.migration.js';
export { journalTables } from './journal-tables.sql.js';
export * from './journal.port.js';
export { type LogTables, logTables } from './log-tables.js';
export {
  type MemoryEventLog,
  type MemoryEventLogOptions,
  memoryEventLog,
  type StoredDeadline,
} from './memory-event-log.adapter.js';
export { type MemoryTx, memoryTransactions, memoryTx } from './memory-transactions.js';
export type { EventMaking } from './new-events.js';
export type { HandlerCode, Outcome } from './outcome.js';
export { partitionOf } from './partition.js';
export {
  expireCommands,
  type GroupCommit,
  type PgEventLog,
  type PgEventLogOptions,
  pgEventLog,
} from './pg-event-log.adapter.js';
export { type PgJournal, type PgJournalOptions, pgJournal } from './pg-journal.adapter.js';
export { type PgTx, pgTransactions, pgTx, type TxClient } from './pg-transactions.js';
export { recordedEvent } from './recorded-event.js';
export * from './sealer.port.js';
export { tracedHandler } from './traced-handler.js';
export { isTransient } from './transient-error.js';
