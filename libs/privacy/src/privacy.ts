import { createHmac, hkdfSync } from 'node:crypto';
import { replaceAt } from '@redress/contracts';
import {
  type LogRecord,
  type Sealed,
  type Sealer,
  SubjectErasedError,
  type Unsealed,
} from '@redress/event-log';
import type { Timestamp } from '@redress/kernel';
import { decrypt, encrypt } from './authenticated-cipher.js';
import { keyRing } from './key-ring.js';
import type { DestroyedSubject, KeyStore, KeyUse } from './key-store.port.js';
import { fieldName, sealedPointers, textsBySubject } from './sealed-data.js';

/** What stands in revealed data where a text was sealed. */
export type RevealedText =
  | { readonly text: string }
  | { readonly erased: true }
  | { readonly withheld: true };

/** Who wants to read, and why. */
export interface RevealRequest {
  readonly tenantId: string;
  readonly principal: string;
  readonly purpose: string;
}

/** Where keys are kept, and what wraps them. */
export interface PrivacyOptions {
  readonly keys: KeyStore;
  /** Wraps the keys of the tenants; 32 bytes, from a key service or a file of the data directory. */
  readonly masterKey: Uint8Array;
  /** Milliseconds of a clock that never goes back; how long a key may stay in memory hangs on it. */
  readonly now?: () => number;
}

/** Sealing and revealing of texts about people, and the end of a key. */
export interface Privacy {
  readonly sealer: Sealer;
  /**
   * The data of the records, each text revealed or, where its key was destroyed, `{ erased }`.
   * Writes who read what and why before it answers. Throws CiphertextRejectedError when stored
   * bytes were changed, RangeError on a record of another tenant.
   */
  reveal(records: readonly LogRecord[], request: RevealRequest): Promise<unknown[]>;
  /** The data of the records with `{ withheld }` in place of every text. Reads no key. */
  withhold(records: readonly LogRecord[]): unknown[];
  /**
   * Destroys the key of a subject: its texts end everywhere, counts and times survive. This process
   * stops opening them at once, others within 30 seconds. A second call gives the same proof.
   * Throws RangeError when the subject is none: the key of a tenant is not destroyed here.
   */
  destroySubject(target: { tenantId: string; subject: string; by: string }): Promise<{
    /** 64 hex digits. */
    readonly proofHash: string;
  }>;
  /** Who was erased at this instant or later: the first `limit`, in the order of their ends. */
  erasedSince(at: Timestamp, limit: number): Promise<DestroyedSubject[]>;
  /** HMAC under a key of the tenant, 64 hex digits: finds equal texts without storing them. */
  fingerprint(tenantId: string, kind: string, text: string): Promise<string>;
}

const subjectPattern = /^(complaint|customer|user|tenant):[^:]{1,64}$/;

/** Privacy over a key store. One per process. Throws RangeError unless the master key has 32 bytes. */
export function createPrivacy(options: PrivacyOptions): Privacy {
  const ring = keyRing(options);
  const { keys } = options;

  async function seal(events: readonly Unsealed[]): Promise<Sealed[]> {
    const texts = events.map((event) => ({ event, bySubject: textsBySubject(event) }));
    const subjects = texts.flatMap(({ event, bySubject }) =>
      [...bySubject.keys()].map((subject) => ({ tenantId: event.stream.tenantId, subject })),
    );
    const keyOf = await ring.forSealing(subjects);
    return texts.map(({ event, bySubject }) => {
      const { tenantId } = event.stream;
      const references = new Map<string, unknown>();
      const sealed = [...bySubject].map(([subject, byPointer]) => {
        const key = keyOf({ tenantId, subject });
        if (!key) throw new SubjectErasedError(subject);
        for (const pointer of byPointer.keys()) references.set(pointer, { sealed: subject });
        const plain = Buffer.from(JSON.stringify(Object.fromEntries(byPointer)));
        return {
          subject,
          ciphertext: encrypt(key, place(tenantId, subject, event.eventId), plain),
        };
      });
      return { data: replaceAt(event.data, references), sealed };
    });
  }

  async function reveal(records: readonly LogRecord[], request: RevealRequest) {
    const { tenantId } = request;
    const foreign = records.find(({ envelope }) => envelope.stream.tenantId !== tenantId);
    if (foreign) throw new RangeError(`a record of ${foreign.envelope.stream.tenantId}`);
    const subjects = records.flatMap(({ sealed }) =>
      sealed.map(({ subject }) => ({ tenantId, subject })),
    );
    const keyOf = await ring.forReading(subjects);
    const uses = usesOf(records, request);
    if (uses.length > 0) await keys.recordUses(uses);
    return records.map((record) => {
      const shown = new Map<string, RevealedText>();
      for (const pointer of sealedPointers(record.data).keys())
        shown.set(pointer, { erased: true });
      for (const { subject, ciphertext } of record.sealed) {
        const key = keyOf({ tenantId, subject });
        if (!key) continue;
        const plain = decrypt(key, place(tenantId, subject, record.envelope.id), ciphertext);
        const texts = JSON.parse(plain.toString()) as Record<string, string>;
        for (const [pointer, text] of Object.entries(texts)) shown.set(pointer, { text });
      }
      return replaceAt(record.data, shown);
    });
  }

  return {
    sealer: { seal },
    reveal,
    withhold: (records) =>
      records.map(({ data }) => {
        const withheld: RevealedText = { withheld: true };
        return replaceAt(
          data,
          new Map([...sealedPointers(data).keys()].map((pointer) => [pointer, withheld])),
        );
      }),
    async destroySubject(target) {
      if (!subjectPattern.test(target.subject))
        throw new RangeError(`no subject: ${target.subject}`);
      const proof = await keys.destroy(target);
      ring.forget(target);
      return { proofHash: Buffer.from(proof).toString('hex') };
    },
    erasedSince: (at, limit) => keys.destroyedSince(at, limit),
    async fingerprint(tenantId, kind, text) {
      const tenantKey = await ring.tenantKey(tenantId);
      const key = hkdfSync('sha256', tenantKey, '', `fingerprint:${kind}`, 32);
      return createHmac('sha256', Buffer.from(key)).update(text).digest('hex');
    },
  };
}

/** A ciphertext opens only for the tenant, subject and event it was made for. */
function place(tenantId: string, subject: string, eventId: string): string {
  return `${tenantId}|${subject}|${eventId}`;
}

function usesOf(records: readonly LogRecord[], request: RevealRequest): KeyUse[] {
  const fields = new Map<string, Set<string>>();
  for (const { data } of records) {
    for (const [pointer, subject] of sealedPointers(data)) {
      const names = fields.get(subject) ?? new Set();
      fields.set(subject, names.add(fieldName(pointer)));
    }
  }
  return [...fields].map(([subject, names]) => ({
    ...request,
    subject,
    fields: [...names].sort(),
  }));
}
