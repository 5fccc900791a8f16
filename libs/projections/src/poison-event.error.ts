import { formatPosition, type Position } from '@redress/kernel';

/** An event that a projection reads and cannot take in. */
export class PoisonEventError extends Error {
  override readonly name = 'PoisonEventError';
  /** Stable, and all that is left of the class when it comes from another thread. */
  readonly code = 'POISON_EVENT';

  /** @param at where its owner recorded it */
  constructor(at: Position, event: { category: string; type: string }, why: string) {
    super(`${formatPosition(at)}, ${event.category}.${event.type}: ${why}`);
  }
}

/** True for a {@link PoisonEventError}, also for one that comes from another thread. */
export function isPoisonEvent(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'POISON_EVENT';
}
