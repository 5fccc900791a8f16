import type { Timestamp } from '@redress/kernel';

/** A person, case or user of one tenant, or the tenant itself: `complaint:<uuid>` and the like. */
export interface SubjectRef {
  readonly tenantId: string;
  readonly subject: string;
}

/** The key of a subject as it is stored: wrapped, or destroyed for ever. */
export type StoredKey =
  | { readonly state: 'ACTIVE'; readonly wrapped: Uint8Array }
  | { readonly state: 'DESTROYED' };

/** One look at the texts of a subject. */
export interface KeyUse extends SubjectRef {
  readonly principal: string;
  readonly purpose: string;
  /** Names of the fields that were shown, without their values. */
  readonly fields: readonly string[];
}

/** Who destroyed a key, and what proves it. */
export interface Destruction extends SubjectRef {
  readonly by: string;
}

/** A subject whose key is gone, and since when. */
export interface DestroyedSubject extends SubjectRef {
  readonly destroyedAt: Timestamp;
}

/**
 * Where wrapped keys are kept: a schema of their own, or a database of its own where erased keys
 * must not come back with a restored backup.
 */
export interface KeyStore {
  /**
   * The keys of the subjects, in their order; those that are missing are made of `candidates` and
   * are durable when this resolves. Of two callers at once both get the same key.
   */
  findOrCreate(
    subjects: readonly SubjectRef[],
    candidates: readonly Uint8Array[],
  ): Promise<StoredKey[]>;
  /** The keys that exist, in the order of the subjects; undefined where there is none. */
  find(subjects: readonly SubjectRef[]): Promise<(StoredKey | undefined)[]>;
  /** The tenant whose key was made first; undefined where none has one. Walks over all keys. */
  oldestTenant(): Promise<string | undefined>;
  /** Writes the audit rows; durable when this resolves. */
  recordUses(uses: readonly KeyUse[]): Promise<void>;
  /**
   * Destroys the key, also one that was never made, so that none can be made later. Returns the
   * proof, 32 bytes; of a second call the proof of the first.
   */
  destroy(destruction: Destruction): Promise<Uint8Array>;
  /** Subjects whose keys were destroyed at this instant or later: the first `limit`, by their ends. */
  destroyedSince(at: Timestamp, limit: number): Promise<DestroyedSubject[]>;
}

/** Subject under which the key of a tenant itself is kept; it wraps all others. */
export const tenantKeySubject = 'tenant-key';
