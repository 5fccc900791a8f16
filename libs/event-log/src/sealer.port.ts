import type { EventDefinition } from '@redress/contracts';
import type { StreamRef, Uuid } from '@redress/kernel';
import type { SealedFields } from './event-log.port.js';

/** An event whose texts are still in clear. */
export interface Unsealed {
  readonly definition: EventDefinition;
  readonly stream: StreamRef;
  readonly eventId: Uuid;
  readonly data: unknown;
}

/** What is stored instead: references in the data, and one ciphertext per subject. */
export interface Sealed {
  readonly data: unknown;
  readonly sealed: readonly SealedFields[];
}

/** Thrown when a text belongs to a subject whose key was destroyed: nothing may be added. */
export class SubjectErasedError extends Error {
  constructor(readonly subject: string) {
    super(`the key of ${subject} was destroyed`);
    this.name = 'SubjectErasedError';
  }
}

/** Encrypts the texts of events before they are appended; see `@redress/privacy`. */
export interface Sealer {
  /** Seals many events with one look-up of keys. Throws SubjectErasedError. */
  seal(events: readonly Unsealed[]): Promise<Sealed[]>;
}
