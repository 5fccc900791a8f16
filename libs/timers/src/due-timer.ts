import { type StreamRef, type Timestamp, timestampOf } from '@redress/kernel';

/** A deadline that has come. */
export interface DueTimer {
  readonly log: string;
  readonly stream: StreamRef;
  readonly timerId: string;
  readonly dueAt: Timestamp;
}

/** A row of the table `timers`. */
export interface TimerRow {
  readonly log: string;
  readonly tenant_id: string;
  readonly category: string;
  readonly stream_id: string;
  readonly timer_id: string;
  readonly due_at: Date;
}

/** The timer of a row. */
export function timerOf(row: TimerRow): DueTimer {
  return {
    log: row.log,
    stream: { tenantId: row.tenant_id, category: row.category, id: row.stream_id },
    timerId: row.timer_id,
    dueAt: timestampOf(row.due_at.getTime()),
  };
}

/** One text per stream. */
export function streamName({ log, stream }: DueTimer): string {
  return [log, stream.tenantId, stream.category, stream.id].join('\u001f');
}

/** Settling goes in order of time within a stream: the next of it comes with the next scan. */
export function firstOfEachStream(timers: readonly DueTimer[]): DueTimer[] {
  const first = new Map<string, DueTimer>();
  for (const timer of timers) {
    if (!first.has(streamName(timer))) first.set(streamName(timer), timer);
  }
  return [...first.values()];
}
