import { randomUUID } from 'node:crypto';
import type { OutgoingRecord } from '@redress/bus';
import { toTopicMessage } from '@redress/contracts';
import { partitionCount } from '@redress/event-log';
import { timestampOf } from '@redress/kernel';
import { loadData, loadEvents, loadMeta, loadType } from '../contestants/load-event.js';

/** Records of a log of loads that nobody has appended: offsets dense in each partition, from 0. */
export interface LoadRecords {
  /** The next records of a partition. */
  next(partition: number, count: number): readonly OutgoingRecord[];
}

const { category } = loadEvents.LoadObserved;

/** Begins such a log. */
export function loadRecords(): LoadRecords {
  const offsets = new Array<number>(partitionCount).fill(-1);
  function one(partition: number): OutgoingRecord {
    const previous = offsets[partition] ?? -1;
    const offset = previous + 1;
    offsets[partition] = offset;
    const stream = { tenantId: 'bench', category, id: randomUUID() };
    const now = timestampOf(Date.now());
    return toTopicMessage({
      position: { log: 'intake', partition, offset },
      ...{
        previous,
        orderingKey: `bench/${stream.id}`,
        sealed: [],
        data: loadData(offset % 1_000),
      },
      envelope: {
        ...{ id: randomUUID(), stream, version: 1, type: loadType, schemaVersion: 1 },
        ...{ occurredAt: now, recordedAt: now },
        ...loadMeta(),
      },
    });
  }
  return {
    next: (partition, count) => Array.from({ length: count }, () => one(partition)),
  };
}
