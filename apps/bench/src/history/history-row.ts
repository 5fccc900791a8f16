import type { Timestamp, Uuid } from '@redress/kernel';

/** The logs that a history fills. */
export const historyLogs = ['intake', 'conduct'] as const;
export type HistoryLog = (typeof historyLogs)[number];

/** One event, with everything that its row in `<log>_events` says. */
export interface HistoryEvent {
  readonly row: 'event';
  readonly log: HistoryLog;
  readonly partition: number;
  readonly offset: number;
  /** Number of its stream in `<log>_streams`. */
  readonly streamNo: number;
  readonly version: number;
  readonly id: Uuid;
  readonly category: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: Timestamp;
  readonly recordedAt: Timestamp;
  readonly correlationId: Uuid;
  readonly data: object;
  /** Subjects of the sealed texts in the data; their ciphertexts are dummies. */
  readonly sealedSubjects: readonly string[];
}

/** One stream as it stands when the history ends: its row in `<log>_streams`. */
export interface HistoryStream {
  readonly row: 'stream';
  readonly log: HistoryLog;
  readonly streamNo: number;
  readonly version: number;
  readonly partition: number;
  readonly tenantId: string;
  readonly category: string;
  readonly id: Uuid;
  readonly orderingKey: string;
}

export type HistoryRow = HistoryEvent | HistoryStream;
