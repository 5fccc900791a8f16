import {
  type FoldedState,
  foldBatch,
  joinedRows,
  loneRow,
  presentMembers,
  type RowKey,
  rowName,
  type ShownRow,
} from './fold-batch.js';
import { componentsOf } from './linked-keys.js';
import type { ProjectedEvent, Projection } from '../projection.js';

/** A row with the state behind it. */
export interface FoldedRow extends ShownRow {
  readonly state: unknown;
}

/**
 * The rows that a projection makes of events, without a database: what live and bulk fold must come
 * to. Rows that are not shown are among them.
 *
 * @param between what happens to a state between two events, as storing it would; nothing by default
 */
export function foldInMemory(
  projection: Projection,
  events: readonly ProjectedEvent[],
  between?: (state: unknown) => unknown,
): FoldedRow[] {
  const folded = new Map<string, FoldedState>();
  for (const batch of between ? events.map((event) => [event]) : [events]) {
    const before = (at: RowKey) => folded.get(rowName(at))?.state;
    for (const { at, state } of foldBatch(projection, batch, before)) {
      folded.set(rowName(at), { at, state: between ? between(state) : state });
    }
  }
  const rows = new Map(
    [...folded].map(([name, each]) => [name, loneRow(projection, each)] as const),
  );
  for (const row of linkedRows(projection, folded)) {
    rows.set(rowName({ tenantId: row.tenant_id, key: row.key }), row);
  }
  return [...rows].map(([name, row]) => ({ ...row, state: folded.get(name)?.state }));
}

function linkedRows(projection: Projection, folded: ReadonlyMap<string, FoldedState>): ShownRow[] {
  const { join } = projection;
  if (!join) return [];
  const links = [...folded.values()].flatMap(({ at, state }) =>
    join.links(state).map((other) => ({ ...at, other })),
  );
  const states = new Map([...folded].map(([name, { state }]) => [name, state]));
  return componentsOf(links).flatMap((component) =>
    joinedRows(projection, component.tenantId, presentMembers(component, states)),
  );
}
