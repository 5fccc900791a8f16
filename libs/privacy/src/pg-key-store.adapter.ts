import { timestampOf } from '@redress/kernel';
import type { Pool } from 'pg';
import {
  type KeyStore,
  type StoredKey,
  type SubjectRef,
  tenantKeySubject,
} from './key-store.port.js';
import {
  destroyKey,
  insertKeyUses,
  insertMissingKeys,
  selectDestroyedKeys,
  selectKeys,
  selectOldestTenant,
} from './privacy-tables.sql.js';

/** Keys in the schema of `PrivacyTables`. `pool`: the writer pool of the service `privacy`. */
export function pgKeyStore(pool: Pool): KeyStore {
  async function find(subjects: readonly SubjectRef[]): Promise<(StoredKey | undefined)[]> {
    const { rows } = await pool.query<{
      place: string;
      wrapped: Buffer | null;
      destroyed: boolean;
    }>({ name: 'select_keys', text: selectKeys, values: columns(subjects) });
    const found: (StoredKey | undefined)[] = subjects.map(() => undefined);
    for (const { place, wrapped } of rows) {
      found[Number(place) - 1] = wrapped ? { state: 'ACTIVE', wrapped } : { state: 'DESTROYED' };
    }
    return found;
  }

  return {
    find,
    async findOrCreate(subjects, candidates) {
      const order = [...subjects.keys()].sort((a, b) => compare(subjects[a], subjects[b]));
      const sorted = order.flatMap((index) => subjects[index] ?? []);
      const wrapped = order.map((index) => candidates[index]);
      await pool.query({
        name: 'insert_missing_keys',
        text: insertMissingKeys,
        values: [...columns(sorted), wrapped],
      });
      return (await find(subjects)).map((key) => {
        if (!key) throw new Error('a key that was just made is gone');
        return key;
      });
    },
    async oldestTenant() {
      const { rows } = await pool.query<{ tenant_id: string }>(selectOldestTenant, [
        tenantKeySubject,
      ]);
      return rows[0]?.tenant_id;
    },
    async recordUses(uses) {
      await pool.query(insertKeyUses, [
        ...columns(uses),
        uses.map(({ principal }) => principal),
        uses.map(({ purpose }) => purpose),
        uses.map(({ fields }) => fields.join(',')),
      ]);
    },
    async destroy({ tenantId, subject, by }) {
      const { rows } = await pool.query<{ proof: Buffer }>(destroyKey, [tenantId, subject, by]);
      const [row] = rows;
      if (!row) throw new Error('the destruction of a key answered no proof');
      return row.proof;
    },
    async destroyedSince(at, limit) {
      const { rows } = await pool.query<{
        tenant_id: string;
        subject: string;
        destroyed_at: Date;
      }>(selectDestroyedKeys, [at, limit]);
      return rows.map(({ tenant_id: tenantId, subject, destroyed_at: end }) => {
        return { tenantId, subject, destroyedAt: timestampOf(end.getTime()) };
      });
    },
  };
}

function columns(subjects: readonly SubjectRef[]): [string[], string[]] {
  return [subjects.map(({ tenantId }) => tenantId), subjects.map(({ subject }) => subject)];
}

function compare(a: SubjectRef | undefined, b: SubjectRef | undefined): number {
  const left = `${a?.tenantId}\u001f${a?.subject}`;
  const right = `${b?.tenantId}\u001f${b?.subject}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
