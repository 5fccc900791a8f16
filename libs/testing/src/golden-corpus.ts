import type { EventDefinition } from '@redress/contracts';
import { type LogRecord, partitionOf } from '@redress/event-log';
import { systemActor } from '@redress/kernel';

/** One stream of a corpus: its events in order, each with the data as it is stored. */
export interface CorpusStream {
  readonly id: string;
  readonly tenantId?: string;
  /** Streams of one ordering key lie in one partition; by default each stream has a key of its own. */
  readonly orderingKey?: string;
  readonly told: readonly (readonly [EventDefinition, unknown, { version?: number }?])[];
}

/**
 * Records as a log has them: a corpus for golden hashes. One minute lies between two events of a
 * stream, a second between what was true and what was recorded; nothing in it is left to chance.
 */
export function goldenCorpus(streams: readonly CorpusStream[]): LogRecord[] {
  const ends = new Map<string, number>();
  return streams.flatMap(({ id, tenantId = 'golden', orderingKey = `${tenantId}/${id}`, told }) => {
    const partition = partitionOf(orderingKey);
    return told.map(([definition, data, { version: schemaVersion } = {}], index): LogRecord => {
      const { log, category, type, version } = definition;
      const offset = (ends.get(`${log}/${partition}`) ?? -1) + 1;
      ends.set(`${log}/${partition}`, offset);
      const minute = String(index).padStart(2, '0');
      const number = String(offset).padStart(6, '0');
      return {
        position: { log, partition, offset },
        previous: offset - 1,
        orderingKey,
        envelope: {
          id: `00000000-0000-7000-8000-${String(partition).padStart(6, '0')}${number}`,
          stream: { tenantId, category, id },
          version: index + 1,
          type,
          schemaVersion: schemaVersion ?? version,
          occurredAt: `2026-03-02T09:${minute}:00.000Z`,
          recordedAt: `2026-03-02T09:${minute}:01.000Z`,
          actor: systemActor('golden'),
          origin: 'LIVE',
          correlationId: '00000000-0000-7000-8000-0000000000cc',
        },
        data,
        sealed: [],
      };
    });
  });
}
