import type { EventCatalogue } from '@redress/contracts';
import { type LogRecord, sourceOf } from '@redress/event-log';
import type { DomainEvent, Recorded } from '@redress/kernel';
import { asError } from './bus.error.js';
import type { ConsumedEvent } from './consumed-event.js';

/** A decoded event before it has a transaction. */
export type DecodedEvent = Omit<ConsumedEvent, 'tx'>;

/** What is to be done with one record, before looking at parked keys. */
export type RecordPlan =
  | { readonly kind: 'handle'; readonly record: LogRecord; readonly decoded: DecodedEvent }
  /** Tolerant reader: what nobody here waits for is no error. */
  | {
      readonly kind: 'skip';
      readonly record: LogRecord;
      readonly why: 'NO_HANDLER' | 'UNKNOWN_TYPE';
    }
  /** It was meant for us and cannot be read: no try will change that. */
  | {
      readonly kind: 'park';
      readonly record: LogRecord;
      readonly errorCode: string;
      readonly error: string;
    };

/** Name under which handlers are registered: `<log>/<category>.<type>`. */
export function eventName(at: { log: string; category: string; type: string }): string {
  return `${at.log}/${at.category}.${at.type}`;
}

/** The name of a record's event. */
export function eventNameOf(record: LogRecord): string {
  const { stream, type } = record.envelope;
  return eventName({ log: sourceOf(record).log, category: stream.category, type });
}

/** Decodes a record that is wanted; says why not where that fails. Never throws. */
export function recordPlan(
  record: LogRecord,
  isWanted: (name: string) => boolean,
  catalogue: EventCatalogue,
): RecordPlan {
  const { envelope } = record;
  const { log } = sourceOf(record);
  const { category } = envelope.stream;
  if (!catalogue.find(log, category, envelope.type)) {
    return { kind: 'skip', record, why: 'UNKNOWN_TYPE' };
  }
  if (!isWanted(eventNameOf(record))) return { kind: 'skip', record, why: 'NO_HANDLER' };
  const { type, schemaVersion, occurredAt, actor } = envelope;
  try {
    const at = { log, category, type, schemaVersion };
    const decoded = catalogue.decode(at, record.data);
    if (!decoded.ok) {
      return { kind: 'park', record, errorCode: decoded.problem, error: decoded.detail };
    }
    const event: Recorded<DomainEvent> = { type, occurredAt, actor, data: decoded.data };
    return { kind: 'handle', record, decoded: { event, record } };
  } catch (error) {
    // An upcaster that meets data it was not written for.
    const { message } = asError(error);
    return { kind: 'park', record, errorCode: 'INVALID_DATA', error: message };
  }
}
