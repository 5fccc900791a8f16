import { createHash } from 'node:crypto';
import { type EventCatalogue, redressCatalogue } from '@redress/contracts';
import type { LogRecord } from '@redress/event-log';
import { type FoldedRow, foldInMemory } from './fold-in-memory.js';
import { columnsOf } from '../generation.js';
import { projectedEvents } from '../projected-event.js';
import type { Projection } from '../projection.js';

/** Golden hashes as they stand in a JSON file beside a spec: by projection. */
export type GoldenHashes = Readonly<
  Record<string, { readonly version: number; readonly hash: string }>
>;

/**
 * SHA-256 of the rows that a projection shows after a corpus of records, in hex. The rows are sorted
 * and written canonically, so it changes with what is shown and with nothing else.
 *
 * On the way it is made sure that the fold keeps its promises: events and states are frozen, and a
 * state that was written to the database and read again goes on to the same rows.
 *
 * @throws Error when a record cannot be read, or when the fold breaks a promise
 */
export function goldenHash(
  projection: Projection,
  records: readonly LogRecord[],
  catalogue: EventCatalogue = redressCatalogue,
): string {
  const events = projectedEvents(projection, catalogue, structuredClone(records)).map(frozen);
  const kept = { ...projection, initialState: frozen(structuredClone(projection.initialState)) };
  const hash = hashOf(projection, foldInMemory(kept, events, frozen));
  const stored = (state: unknown) => frozen(JSON.parse(JSON.stringify(state)) as unknown);
  if (hashOf(projection, foldInMemory(kept, events, stored)) !== hash) {
    throw new Error(`${projection.name}: its state is no plain JSON`);
  }
  return hash;
}

/** The golden hashes of several projections over one corpus: what the JSON file should say. */
export function goldenHashes(
  projections: readonly Projection[],
  records: readonly LogRecord[],
  catalogue: EventCatalogue = redressCatalogue,
): GoldenHashes {
  return Object.fromEntries(
    projections.map((each) => {
      const hash = goldenHash(each, records, catalogue);
      return [each.name, { version: each.version, hash }];
    }),
  );
}

/**
 * What is wrong between the golden file and what the code gives now; empty when nothing is. A fold
 * that gives other rows under the same version would leave every table half old and half new.
 */
export function goldenProblems(golden: GoldenHashes, now: GoldenHashes): string[] {
  const names = [...new Set([...Object.keys(golden), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [golden[name], now[name]];
    if (!is) return [`${name}: there is no such projection any more`];
    const entry = `"${name}": ${JSON.stringify(is)}`;
    if (!was || was.version < is.version) return [`${name}: not in the golden file yet: ${entry}`];
    if (was.version > is.version) return [`${name}: its version went back from ${was.version}`];
    if (was.hash === is.hash) return [];
    return [`${name}: gives other rows in version ${is.version}: raise the version, then ${entry}`];
  });
}

function hashOf(projection: Projection, rows: readonly FoldedRow[]): string {
  const columns = columnsOf(projection);
  const lines = rows
    .filter(({ shown }) => shown)
    .map((row) => {
      const values = columns.map((column) => row[column] ?? null);
      return canonicalJson([row.tenant_id, row.key, ...values]);
    })
    .sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** JSON with the keys of objects sorted: their order means nothing in a column either. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** Frozen in depth, so that a fold that changes what it was given fails. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part as unknown);
  return Object.freeze(value);
}
