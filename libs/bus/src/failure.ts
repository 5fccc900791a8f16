import type { LogRecord, Tx } from '@redress/event-log';
import { asError, BusError } from './bus.error.js';
import type { ConsumedEvent } from './consumed-event.js';
import type { ConsumerContext } from './consumer-context.js';
import type { ParkedEvent } from './parking-lot.port.js';

const detailMax = 4_000;

/** Whatever a handler threw: in its wrapping it cannot be taken for an error of the bus. */
class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure';
}

/** Runs `apply`; what it throws, be it undefined, arrives as an Error with that as its cause. */
export async function applyGuarded(
  context: ConsumerContext,
  events: readonly ConsumedEvent[],
  tx: Tx,
): Promise<number> {
  try {
    return await context.apply(events, tx);
  } catch (thrown) {
    throw new HandlerFailure('a handler failed', { cause: thrown });
  }
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
