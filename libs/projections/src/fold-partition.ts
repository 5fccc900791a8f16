import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyField } from './copy-text.js';
import { type FoldedState, loneRow, rowName } from './fold-batch.js';
import { columnsOf, type Generation } from './generation.js';
import type { ScanRange } from './log-scan.sql.js';
import type { Projection } from './projection.js';
import { linksOf, tableColumns } from './projection-tables.sql.js';
import { type ScanSource, scanPartition } from './scan-partition.js';

/** States that one pass over a partition may hold; a partition with more is read in several. */
const statesMax = 250_000;

/** Size of the pieces in which rows are sent. */
const pieceSize = 64 * 1024;

/** What a bulk fold of one partition did. */
export interface FoldedPartition {
  readonly partition: number;
  readonly events: number;
  readonly rows: number;
}

/** Told of every piece of work: how many events were folded since the last time. */
export type OnFolded = (events: number) => void;

/**
 * Folds one partition into the bare tables of a generation, in the transaction of `into`. Memory is
 * bounded: what would be too many states at once is folded in passes, each for a share of the keys.
 */
export async function foldPartition(
  source: ScanSource,
  into: { client: Client; generation: Generation },
  range: ScanRange,
  options: { onFolded?: OnFolded; statesMax?: number } = {},
): Promise<FoldedPartition> {
  const limit = options.statesMax ?? statesMax;
  const folded = { partition: range.partition, events: 0, rows: 0 };
  let passes = 1;
  let first = await foldPass(source, range, { pass: 0, passes, limit }, options.onFolded);
  while (first.isCutShort) {
    passes *= 2;
    first = await foldPass(source, range, { pass: 0, passes, limit }, options.onFolded);
  }
  for (let pass = 0; pass < passes; pass += 1) {
    // Shares are alike in size: if the first one fits, so do the others.
    const bounds = { pass, passes, limit: Number.POSITIVE_INFINITY };
    const done = pass === 0 ? first : await foldPass(source, range, bounds, options.onFolded);
    await copyStates(into, range.partition, done.states);
    folded.events += done.events;
    folded.rows += done.states.size;
    done.states.clear();
  }
  return folded;
}

/** What one pass found; cut short where it was more than memory is planned for. */
interface FoldedPass {
  readonly states: Map<string, FoldedState>;
  readonly events: number;
  readonly isCutShort: boolean;
}

interface PassBounds {
  readonly pass: number;
  readonly passes: number;
  readonly limit: number;
}

async function foldPass(
  source: ScanSource,
  range: ScanRange,
  { pass, passes, limit }: PassBounds,
  onFolded: OnFolded = () => undefined,
): Promise<FoldedPass> {
  const { projection } = source;
  const states = new Map<string, { at: FoldedState['at']; state: unknown }>();
  let events = 0;
  let isCutShort = false;
  for await (const some of scanPartition(source, range)) {
    // What was asked for is read to its end: the connection is needed again.
    if (isCutShort) continue;
    const before = events;
    for (const event of some) {
      const key = projection.key(event);
      if (key === undefined) continue;
      const { tenantId } = event.envelope.stream;
      const name = rowName({ tenantId, key });
      if (passes > 1 && shareOf(name, passes) !== pass) continue;
      events += 1;
      const known = states.get(name);
      if (known) {
        known.state = projection.fold(known.state, event);
      } else {
        const state = projection.fold(projection.initialState, event);
        states.set(name, { at: { tenantId, key }, state });
      }
    }
    onFolded(events - before);
    if (states.size <= limit) continue;
    isCutShort = true;
    onFolded(-events);
    states.clear();
  }
  return { states, events, isCutShort };
}

/** The share of the keys to which a name belongs (FNV-1a). */
function shareOf(name: string, shares: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shares;
}

async function copyStates(
  { client, generation }: { client: Client; generation: Generation },
  partition: number,
  states: ReadonlyMap<string, FoldedState>,
): Promise<void> {
  const { projection, table } = generation;
  const columns = tableColumns(generation).join(', ');
  await copyLines(
    client,
    `copy ${table} (${columns}) from stdin`,
    rowLines(projection, partition, states),
  );
  if (!projection.join) return;
  const links = `copy ${linksOf(generation)} (tenant_id, key, other) from stdin`;
  await copyLines(client, links, linkLines(projection, states));
}

function* rowLines(
  projection: Projection,
  partition: number,
  states: ReadonlyMap<string, FoldedState>,
): Generator<string> {
  const names = columnsOf(projection);
  for (const folded of states.values()) {
    const row = loneRow(projection, folded);
    const fields = [
      copyField(row.tenant_id, 'text'),
      copyField(row.key, 'text'),
      copyField(partition, 'smallint'),
      copyField(folded.state, 'json'),
      copyField(row.shown, 'boolean'),
    ];
    for (const name of names) fields.push(copyField(row[name], projection.columns[name] ?? 'text'));
    yield `${fields.join('\t')}\n`;
  }
}

function* linkLines(
  { join }: Projection,
  states: ReadonlyMap<string, FoldedState>,
): Generator<string> {
  for (const { at, state } of states.values()) {
    for (const other of new Set(join?.links(state))) {
      yield `${[at.tenantId, at.key, other].map((each) => copyField(each, 'text')).join('\t')}\n`;
    }
  }
}

async function copyLines(
  client: Client,
  statement: string,
  lines: Iterable<string>,
): Promise<void> {
  await pipeline(Readable.from(piecesOf(lines)), client.query(copyFrom(statement)));
}

function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceSize) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
