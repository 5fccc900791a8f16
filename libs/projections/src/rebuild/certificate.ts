import type { Vector } from '@redress/event-log';
import type { ClientBase, Pool } from 'pg';
import type { Projection } from '../projection.js';

/** What a rebuild read, made, and found when it compared that with the live read model. */
export interface Certificate {
  readonly projection: string;
  readonly version: number;
  /** Table that was built, e.g. `cases_v1_g2`. */
  readonly table: string;
  readonly events: number;
  /** Events that operators had given up in what is shown, and that were not folded here either. */
  readonly leftOut: number;
  readonly rows: number;
  readonly hash: string;
  /** Null where there was nothing to compare with: another version, or none, was shown. */
  readonly equalToLive: boolean | null;
  /** Up to five rows that differ, with the columns in which they do. */
  readonly differences: readonly Difference[];
  /** Offsets that were folded, by `<log>/<partition>`: all from 0 to this one. */
  readonly upTo: Readonly<Record<string, number>>;
  /** Digest of what the projection declares. */
  readonly declared: string;
  readonly code: string;
  readonly policies: Readonly<Record<string, number>>;
  readonly startedAt: string;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly peakMemoryBytes: number;
}

/** A key that two generations show differently. */
export interface Difference {
  readonly tenantId: string;
  readonly key: string;
  readonly columns: readonly string[];
}

/** Keeps a certificate for good. Needs the owner role. */
export async function keepCertificate(client: ClientBase, certificate: Certificate): Promise<void> {
  await client.query('insert into projection_certificates (name, document) values ($1, $2)', [
    certificate.projection,
    JSON.stringify(certificate),
  ]);
}

/** A certificate that was kept, and its number: later ones have higher numbers. */
export interface KeptCertificate extends Certificate {
  readonly no: number;
  readonly madeAt: string;
}

/** As it stands in the table; the oldest leave nothing out and do not say so. */
type StoredCertificate = Omit<Certificate, 'leftOut'> & Partial<Pick<Certificate, 'leftOut'>>;

/** The certificates of one projection or of all, newest first; with `before` those of lower numbers. */
export async function certificatesOf(
  client: Pool | ClientBase,
  { name, before, limit = 100 }: { name?: string; before?: number; limit?: number } = {},
): Promise<KeptCertificate[]> {
  const { rows } = await client.query<{ id: string; made_at: Date; document: StoredCertificate }>(
    `select id, made_at, document from projection_certificates
     where name = coalesce($1, name) and ($2::bigint is null or id < $2)
     order by id desc limit $3`,
    [name ?? null, before ?? null, limit],
  );
  return rows.map(({ id, made_at, document }) => {
    return { leftOut: 0, ...document, no: Number(id), madeAt: made_at.toISOString() };
  });
}

/** A vector as it stands in a document. */
export function plainVector(vector: Vector): Record<string, number> {
  return Object.fromEntries([...vector].filter(([, offset]) => offset >= 0).sort());
}

/** The policies that are built into a fold. */
export function policiesOf({ policies = {} }: Projection): Record<string, number> {
  return { ...policies };
}
