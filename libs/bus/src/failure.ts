import type { LogRecord, Tx } from '@redress/event-log';
import { asError, BusError } from './bus.error.js';
import type { ConsumedEvent } from './consumed-event.js';
import type { ConsumerContext } from './consumer-context.js';
import type { ParkedEvent } from './parking-lot.port.js';
import { openRecordSpans, type RecordSpans } from './record-spans.js';

const detailMax = 4_000;

/** Whatever a handler threw: in its wrapping it cannot be taken for an error of the bus. */
class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure';
}

/**
 * Runs `apply`, each event that is traced in a span of its own; what it throws, be it undefined,
 * arrives as an Error with that as its cause.
 */
export async function applyGuarded(
  context: ConsumerContext,
  events: readonly ConsumedEvent[],
  tx: Tx,
): Promise<number> {
  const records = events.map(({ record }) => record);
  const { group, verb = 'process' } = context;
  const spans = openRecordSpans(records, { name: `${verb} ${group}`, role: 'consumer' });
  try {
    const applied = await context.apply(spans.isEmpty ? events : withSpans(events, spans), tx);
    spans.end(records.slice(0, applied));
    return applied;
  } catch (thrown) {
    spans.fail(thrown);
    throw new HandlerFailure('a handler failed', { cause: thrown });
  }
}

function withSpans(events: readonly ConsumedEvent[], spans: RecordSpans): ConsumedEvent[] {
  return events.map((consumed) => {
    const traceparent = spans.contextOf(consumed.record);
    return traceparent === undefined ? consumed : { ...consumed, traceparent };
  });
}

/** True for what ends the work on a batch: it is not the fault of an event, and no try helps. */
export function isFatal(thrown: unknown): thrown is BusError {
  return thrown instanceof BusError;
}

/** What is kept of a failure. `thrown` may be anything at all. */
export function failureOf(thrown: unknown, record: LogRecord, attempts: number): ParkedEvent {
  const error = asError(thrown instanceof HandlerFailure ? thrown.cause : thrown);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'HANDLER_FAILED';
  // The stack says where; PostgreSQL refuses text with a NUL in it.
  const detail = (error.stack ?? error.message).replaceAll('\0', '').slice(0, detailMax);
  return { record, errorCode: code.replaceAll('\0', ''), error: detail, attempts };
}
