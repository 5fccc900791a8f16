import { partitionCount } from '@redress/event-log';
import type { HistoryEvent, HistoryLog } from './history-row.js';
import { timestampWriter } from './timestamp-writer.js';

/** What an event says of itself; where it stands, the log says. */
export type HistoryFact = Pick<
  HistoryEvent,
  'id' | 'category' | 'type' | 'schemaVersion' | 'correlationId' | 'data' | 'sealedSubjects'
> & {
  readonly partition: number;
  readonly streamNo: number;
  readonly version: number;
  readonly occurredAtMs: number;
  readonly recordedAtMs: number;
};

/** Gives the events of one log their offsets: dense in each partition, from 0. */
export function logWriter(log: HistoryLog): (fact: HistoryFact) => HistoryEvent {
  const next = new Float64Array(partitionCount);
  const timestamps = timestampWriter();
  return (fact) => {
    const offset = next[fact.partition] ?? 0;
    next[fact.partition] = offset + 1;
    // Field by field: copying objects would be half of the work of a whole history.
    return {
      row: 'event',
      log,
      partition: fact.partition,
      offset,
      streamNo: fact.streamNo,
      version: fact.version,
      id: fact.id,
      category: fact.category,
      type: fact.type,
      schemaVersion: fact.schemaVersion,
      occurredAt: timestamps(fact.occurredAtMs),
      recordedAt: timestamps(fact.recordedAtMs),
      correlationId: fact.correlationId,
      data: fact.data,
      sealedSubjects: fact.sealedSubjects,
    };
  };
}
