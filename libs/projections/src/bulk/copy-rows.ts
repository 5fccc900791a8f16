import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyField } from './copy-text.js';
import { loneRow, type PlacedState } from '../fold/fold-batch.js';
import { columnsOf, type Generation } from '../generation.js';
import type { Projection } from '../projection.js';
import { linksOf, tableColumns } from '../projection-tables.sql.js';

/** Size of the pieces in which rows are sent. */
const pieceSize = 64 * 1024;

/** Bare tables that are being filled, and a connection for it. */
export interface CopyTarget {
  readonly client: Client;
  readonly generation: Generation;
}

/**
 * Writes states, the row that each shows by itself, and their links.
 *
 * @param states may be gone through more than once
 */
export async function copyStates(
  { client, generation }: CopyTarget,
  states: () => Iterable<PlacedState>,
): Promise<void> {
  const { projection, table } = generation;
  const columns = tableColumns(generation).join(', ');
  const rows = rowLines(projection, states());
  await copyLines(client, `copy ${table} (${columns}) from stdin`, rows);
  if (!projection.join) return;
  const links = `copy ${linksOf(generation)} (tenant_id, key, other) from stdin`;
  await copyLines(client, links, linkLines(projection, states()));
}

function* rowLines(projection: Projection, states: Iterable<PlacedState>): Generator<string> {
  const names = columnsOf(projection);
  for (const folded of states) {
    const row = loneRow(projection, folded);
    const fields = [
      copyField(row.tenant_id, 'text'),
      copyField(row.key, 'text'),
      copyField(folded.partition, 'smallint'),
      copyField(folded.state, 'json'),
      copyField(row.shown, 'boolean'),
    ];
    for (const name of names) fields.push(copyField(row[name], projection.columns[name] ?? 'text'));
    yield `${fields.join('\t')}\n`;
  }
}

function* linkLines({ join }: Projection, states: Iterable<PlacedState>): Generator<string> {
  for (const { at, state } of states) {
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
