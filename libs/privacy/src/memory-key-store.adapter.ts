import { createHash } from 'node:crypto';
import { timestampOf } from '@redress/kernel';
import {
  type DestroyedSubject,
  type Destruction,
  type KeyStore,
  type KeyUse,
  type StoredKey,
  type SubjectRef,
  tenantKeySubject,
} from './key-store.port.js';

/** Keys of one process, for specs. `uses` is the audit. */
export function memoryKeyStore(): KeyStore & { readonly uses: readonly KeyUse[] } {
  const keys = new Map<string, StoredKey>();
  const tenants: string[] = [];
  const proofs = new Map<string, Uint8Array>();
  const uses: KeyUse[] = [];
  const ends: DestroyedSubject[] = [];
  return {
    uses,
    async findOrCreate(subjects, candidates) {
      return subjects.map((subject, index) => {
        const known = keys.get(nameOf(subject));
        if (known) return known;
        const wrapped = candidates[index];
        if (!wrapped) throw new RangeError('one candidate key per subject');
        const made: StoredKey = { state: 'ACTIVE', wrapped };
        keys.set(nameOf(subject), made);
        if (subject.subject === tenantKeySubject) tenants.push(subject.tenantId);
        return made;
      });
    },
    find: async (subjects) => subjects.map((subject) => keys.get(nameOf(subject))),
    oldestTenant: async () => tenants[0],
    async recordUses(more) {
      uses.push(...more);
    },
    async destroy(destruction: Destruction) {
      const name = nameOf(destruction);
      const proof = proofs.get(name) ?? createHash('sha256').update(name).digest();
      keys.set(name, { state: 'DESTROYED' });
      if (!proofs.has(name)) ends.push({ ...destruction, destroyedAt: timestampOf(Date.now()) });
      proofs.set(name, proof);
      return proof;
    },
    destroyedSince: async (at, limit) =>
      ends
        .filter(({ destroyedAt }) => destroyedAt >= at)
        .slice(0, limit)
        .map(({ tenantId, subject, destroyedAt }) => ({ tenantId, subject, destroyedAt })),
  };
}

function nameOf({ tenantId, subject }: SubjectRef): string {
  return `${tenantId}\u001f${subject}`;
}
