import type { DomainEvent, Position, Rejection } from '@redress/kernel';
import type { AppendResult } from './event-log.port.js';

/** Codes that the handler itself refuses with, beside those of the decider. */
export type HandlerCode =
  | 'STALE_VERSION'
  | 'CONFLICT'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'REFERENCE_TAKEN'
  | 'SUBJECT_ERASED'
  | 'EVENT_TOO_LARGE'
  | 'BUSY';

/** What became of a command. `position` is absent when nothing needed to be recorded. */
export type Outcome<Event extends DomainEvent, Code extends string> =
  | {
      readonly ok: true;
      readonly streamId: string;
      readonly version: number;
      readonly position?: Position;
      readonly events: readonly Event[];
      /** True when the same idempotency key had been used before: nothing was done now. */
      readonly replayed: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection<Code | HandlerCode> };

/** What the answer of the log means for the command; `again` when it is to be decided once more. */
export function outcomeOf<Event extends DomainEvent>(
  result: AppendResult,
  done: {
    readonly ok: true;
    readonly streamId: string;
    readonly events: readonly Event[];
    readonly replayed: boolean;
  },
  options: { readonly expectedVersion?: number },
): Outcome<Event, never> | 'again' {
  switch (result.status) {
    case 'ok':
      return { ...done, version: result.version, position: result.position };
    case 'duplicate':
      return {
        ...done,
        events: [],
        version: result.version,
        position: result.position,
        replayed: true,
      };
    case 'key-reused':
      return refused('IDEMPOTENCY_KEY_REUSED', 'the key was used before with another body');
    case 'conflict':
      if (options.expectedVersion === undefined) return 'again';
      return refused('STALE_VERSION', `the stream stands at version ${result.actualVersion}`, {
        actualVersion: result.actualVersion,
      });
    case 'reserved':
      return refused('REFERENCE_TAKEN', `${result.reservation.kind} is taken`, {
        kind: result.reservation.kind,
        by: result.by.id,
      });
    case 'retry':
      return refused('BUSY', 'the log is busy; nothing was recorded', {}, true);
  }
}

/** The outcome of a command that the handler itself refuses. */
export function refused(
  code: HandlerCode,
  detail: string,
  context: Readonly<Record<string, unknown>> = {},
  retryable = false,
): { ok: false; rejection: Rejection<HandlerCode> } {
  return { ok: false, rejection: { code, detail, context, retryable } };
}
