import type { DomainEvent } from './decider.js';
import { type Heard, hasHeard, hear } from './heard.js';
import type { Timestamp } from './time.js';

/** A fact of another service as a case notes it: where it stands, and the part that is needed. */
export interface CaseFactNote<Fact = unknown, Log extends string = string> {
  /** The round of the case that it belongs to, from 1. */
  readonly round: number;
  readonly sourceLog: Log;
  readonly sourcePartition: number;
  readonly sourceOffset: number;
  readonly sourceRecordedAt: Timestamp;
  readonly fact: Fact;
}

/**
 * A fact that is to be noted in the stream of a case, so that every decision about the case can be
 * replayed from that stream alone. Without a round it belongs to the one that the case is in.
 */
export interface HeardFact<Fact = unknown, Log extends string = string>
  extends Omit<CaseFactNote<Fact, Log>, 'round'> {
  readonly round?: number;
  /** When it was true. */
  readonly occurredAt: Timestamp;
}

/**
 * The event that notes a fact; undefined when it was noted before. A note is never refused, whatever
 * the state: what another service has recorded is true.
 */
export function noteOf<Fact, Log extends string>(
  { occurredAt, round, ...noted }: HeardFact<Fact, Log>,
  { round: present, heard }: { readonly round: number; readonly heard: Heard },
): DomainEvent<'CaseFactNoted', CaseFactNote<Fact, Log>> | undefined {
  if (hasHeard(heard, sourceOf(noted))) return undefined;
  return { type: 'CaseFactNoted', occurredAt, data: { ...noted, round: round ?? present } };
}

/** What is heard once a fact has been noted. */
export function hearNote(heard: Heard, note: CaseFactNote): Heard {
  return hear(heard, sourceOf(note));
}

function sourceOf(note: Omit<CaseFactNote, 'round'>) {
  return { log: note.sourceLog, partition: note.sourcePartition, offset: note.sourceOffset };
}
