import type { LogRecord } from '@redress/event-log';
import {
  isSampled,
  isTracing,
  type OpenSpan,
  openSpan,
  type SpanRole,
} from '@redress/observability';

/** Which work is done on records. */
export interface RecordWork {
  /** Verb and group or topic, e.g. `process triage.cases`. */
  readonly name: string;
  readonly role: SpanRole;
}

/** One span for each record of some work whose trace is wanted. */
export interface RecordSpans {
  /** True where no record is traced, or nobody traces at all. */
  readonly isEmpty: boolean;
  /** Trace context of what comes of a record; undefined where it is not traced. */
  contextOf(record: LogRecord): string | undefined;
  /** Ends those of the records that were done; what is not done comes again, with another span. */
  end(done: readonly LogRecord[]): void;
  fail(error: unknown): void;
}

const none: RecordSpans = {
  isEmpty: true,
  contextOf: () => undefined,
  end: () => undefined,
  fail: () => undefined,
};

/**
 * Begins the spans of some work on records. The records of a batch were caused by many commands, so
 * each gets a span in the trace of its own command, below the span that recorded it, and all of them
 * take as long as the batch. Only sampled ones: at a low rate a batch has one or none.
 */
export function openRecordSpans(
  records: readonly LogRecord[],
  { name, role }: RecordWork,
): RecordSpans {
  if (!isTracing()) return none;
  const spans = new Map<LogRecord, OpenSpan>();
  for (const record of records) {
    const { envelope, position } = record;
    if (!isSampled(envelope.traceparent)) continue;
    const span = openSpan({
      ...{ name, role, parent: envelope.traceparent },
      attributes: {
        'redress.event': envelope.type,
        'redress.log': position.log,
        'redress.partition': position.partition,
        'redress.offset': position.offset,
        'redress.batch': records.length,
      },
    });
    if (span) spans.set(record, span);
  }
  if (spans.size === 0) return none;
  return {
    isEmpty: false,
    contextOf: (record) => spans.get(record)?.traceparent,
    end(done) {
      for (const record of done) spans.get(record)?.end();
    },
    fail(error) {
      for (const span of spans.values()) span.end(error);
    },
  };
}

/** Does work on all of some records, in their spans. */
export async function inRecordSpans<Result>(
  records: readonly LogRecord[],
  work: RecordWork,
  done: () => Promise<Result>,
): Promise<Result> {
  const spans = openRecordSpans(records, work);
  try {
    const result = await done();
    spans.end(records);
    return result;
  } catch (error) {
    spans.fail(error);
    throw error;
  }
}
