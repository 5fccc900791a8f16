import { randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './authenticated-cipher.js';
import {
  type KeyStore,
  type StoredKey,
  type SubjectRef,
  tenantKeySubject,
} from './key-store.port.js';

/** Longest time a key stays in memory: so long may another process still open an erased text. */
const cachedMs = 30_000;
const cachedMax = 10_000;

/** The opened key of a subject; undefined when it was destroyed or never made. */
export type KeyOf = (subject: SubjectRef) => Uint8Array | undefined;

/** Opens, makes and remembers keys. */
export interface KeyRing {
  /** Keys of all subjects, made where there are none; undefined where destroyed. */
  forSealing(subjects: readonly SubjectRef[]): Promise<KeyOf>;
  /** Keys that exist. */
  forReading(subjects: readonly SubjectRef[]): Promise<KeyOf>;
  tenantKey(tenantId: string): Promise<Uint8Array>;
  forget(subject: SubjectRef): void;
}

interface KeyRingOptions {
  readonly keys: KeyStore;
  readonly masterKey: Uint8Array;
  readonly now?: () => number;
}

/** A key ring over a store. Master key → key of the tenant → key of the subject. */
export function keyRing({
  keys,
  masterKey,
  now = () => performance.now(),
}: KeyRingOptions): KeyRing {
  if (masterKey.length !== 32) throw new RangeError('the master key has 32 bytes');
  const cache = new Map<string, { key: Uint8Array | undefined; until: number }>();

  function remember(subject: SubjectRef, key: Uint8Array | undefined): void {
    // A look-up that began before the key was destroyed must not bring it back.
    if (isForgotten(subject)) return;
    if (cache.size >= cachedMax) cache.clear();
    cache.set(nameOf(subject), { key, until: now() + cachedMs });
  }

  function recall(subject: SubjectRef) {
    const known = cache.get(nameOf(subject));
    return known && known.until > now() ? known : undefined;
  }

  function isForgotten(subject: SubjectRef): boolean {
    const known = recall(subject);
    return known !== undefined && known.key === undefined;
  }

  async function tenantKey(tenantId: string): Promise<Uint8Array> {
    const ref = { tenantId, subject: tenantKeySubject };
    const known = recall(ref)?.key;
    if (known) return known;
    const candidate = encrypt(masterKey, nameOf(ref), randomBytes(32));
    const [stored] = await keys.findOrCreate([ref], [candidate]);
    if (stored?.state !== 'ACTIVE') throw new Error(`the key of tenant ${tenantId} was destroyed`);
    const key = decrypt(masterKey, nameOf(ref), stored.wrapped);
    remember(ref, key);
    return key;
  }

  async function open(
    subjects: readonly SubjectRef[],
    fetch: (missing: readonly SubjectRef[]) => Promise<(StoredKey | undefined)[]>,
  ): Promise<KeyOf> {
    const wanted = [...new Map(subjects.map((each) => [nameOf(each), each])).values()];
    const opened = new Map<string, Uint8Array | undefined>();
    const missing: SubjectRef[] = [];
    for (const subject of wanted) {
      const known = recall(subject);
      if (known) opened.set(nameOf(subject), known.key);
      else missing.push(subject);
    }
    const stored = missing.length > 0 ? await fetch(missing) : [];
    for (const [index, subject] of missing.entries()) {
      const found = stored[index];
      if (!found) continue;
      const key =
        found.state === 'ACTIVE'
          ? decrypt(await tenantKey(subject.tenantId), nameOf(subject), found.wrapped)
          : undefined;
      remember(subject, key);
      opened.set(nameOf(subject), recall(subject)?.key);
    }
    return (subject) => opened.get(nameOf(subject));
  }

  return {
    tenantKey,
    forReading: (subjects) => open(subjects, (missing) => keys.find(missing)),
    forSealing: (subjects) =>
      open(subjects, async (missing) => {
        const candidates = await Promise.all(
          missing.map(async (subject) =>
            encrypt(await tenantKey(subject.tenantId), nameOf(subject), randomBytes(32)),
          ),
        );
        return keys.findOrCreate(missing, candidates);
      }),
    forget(subject) {
      cache.set(nameOf(subject), { key: undefined, until: now() + cachedMs });
    },
  };
}

function nameOf({ tenantId, subject }: SubjectRef): string {
  return `${tenantId}\u001f${subject}`;
}
