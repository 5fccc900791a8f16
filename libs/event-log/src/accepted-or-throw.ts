import type { DomainEvent, Rejection } from '@redress/kernel';
import type { Outcome } from './outcome.js';

/** A command was refused where nobody is there to be told: in a reaction to an event. */
export class CommandRejectedError extends Error {
  readonly code: string;
  /** True when the same command may succeed later without being changed. */
  readonly retryable: boolean;

  constructor(readonly rejection: Rejection) {
    super(`${rejection.code}: ${rejection.detail}`);
    this.name = 'CommandRejectedError';
    this.code = rejection.code;
    this.retryable = rejection.retryable ?? false;
  }
}

/**
 * For consumers: the outcome when the command was accepted.
 *
 * @throws CommandRejectedError with the code when it was rejected, so that the bus retries or parks
 */
export function acceptedOrThrow<Event extends DomainEvent, Code extends string>(
  outcome: Outcome<Event, Code>,
): Extract<Outcome<Event, Code>, { ok: true }> {
  if (outcome.ok) return outcome;
  throw new CommandRejectedError(outcome.rejection);
}
