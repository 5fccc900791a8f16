import { actorIsWithheld, withheldActor } from '@redress/contracts';
import type { Journal, LogRecord, Transactions } from '@redress/event-log';
import { advanceCheckpoint } from './advance-checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.port.js';
import { type ConsumerLimits, defaultLimits } from './consumer-limits.js';
import { inRecordSpans } from './record-spans.js';
import { untilNotTransient } from './retry-pause.js';
import type { BatchHandler, RunningSubscription, Subscription } from './subscription.port.js';

/** What a copier works with: all but the subscription belongs to the service of the journal. */
export interface JournalCopierOptions {
  /** E.g. `analytics.journal`. */
  readonly group: string;
  readonly journal: Journal;
  readonly checkpoints: CheckpointStore;
  readonly transactions: Transactions;
  readonly limits?: Partial<ConsumerLimits>;
}

/** Which logs are copied, and who delivers them. */
export interface JournalSubscription extends JournalCopierOptions {
  readonly subscription: Subscription;
  readonly logs: readonly string[];
}

/**
 * Copies every record of these logs into a journal. A log that joins later is copied from its
 * beginning, and a group that lost its checkpoints reads again what the journal then skips.
 *
 * @throws BusError UNKNOWN_LOG
 */
export function startJournalCopier(options: JournalSubscription): Promise<RunningSubscription> {
  const { group, logs, subscription } = options;
  const { maxBatch, maxWaitMs } = { ...defaultLimits, ...options.limits };
  const from = { group, logs, startAt: 'beginning', maxBatch, maxWaitMs } as const;
  return subscription.start(journalCopier(options), from);
}

/**
 * The handler of the copier: batch → one transaction of copy and checkpoint. It decodes nothing, so
 * nothing can be wrong with an event: it parks none and copies types that nobody here knows. All is
 * copied byte for byte but the actor of a report, who never leaves its service.
 * Failures of database or network are tried again without end; a missing record fails the group.
 */
export function journalCopier(options: JournalCopierOptions): BatchHandler {
  const { group, journal, checkpoints, transactions } = options;
  const { retry } = { ...defaultLimits, ...options.limits };
  return async (batch) => {
    const { log, partition, records, after: from, epoch, signal } = batch;
    const to = records.at(-1)?.position.offset;
    if (to === undefined) return;
    await inRecordSpans(records, { name: `copy ${group}`, role: 'consumer' }, () =>
      untilNotTransient(batch, retry, () =>
        transactions.run(async (tx) => {
          await journal.copy(records.map(copyOf), tx);
          signal.throwIfAborted();
          await advanceCheckpoint(checkpoints, { group, log, partition, from, to, epoch }, tx);
        }),
      ),
    );
  };
}

function copyOf(record: LogRecord): LogRecord {
  const { envelope, position } = record;
  const { category } = envelope.stream;
  if (!actorIsWithheld({ log: position.log, category })) return record;
  return { ...record, envelope: { ...envelope, actor: withheldActor } };
}
