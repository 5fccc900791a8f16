import type { Projection, ProjectedEvent } from './projection.js';

/** The key of a row: tenant and key of the projection. */
export interface RowKey {
  readonly tenantId: string;
  readonly key: string;
}

/** A row that a batch changed, as the table takes it. */
export interface ChangedRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly state: unknown;
  readonly shown: boolean;
  readonly [column: string]: unknown;
}

/** The events of a batch by the row they belong to, order within a row kept. */
export function eventsByRow(
  projection: Projection,
  events: readonly ProjectedEvent[],
): Map<string, { at: RowKey; events: ProjectedEvent[] }> {
  const rows = new Map<string, { at: RowKey; events: ProjectedEvent[] }>();
  for (const event of events) {
    const key = projection.key(event);
    if (key === undefined) continue;
    const { tenantId } = event.envelope.stream;
    const name = rowName({ tenantId, key });
    const row = rows.get(name) ?? { at: { tenantId, key }, events: [] };
    row.events.push(event);
    rows.set(name, row);
  }
  return rows;
}

/** Folds a batch over the states that its rows had. Pure: the same in, the same out. */
export function foldBatch(
  projection: Projection,
  events: readonly ProjectedEvent[],
  stateOf: (at: RowKey) => unknown,
): ChangedRow[] {
  return [...eventsByRow(projection, events).values()].map(({ at, events: ofRow }) => {
    const before = stateOf(at) ?? projection.initialState;
    const state = ofRow.reduce((each, event) => projection.fold(each, event), before);
    const row = projection.row(state);
    return { ...row, tenant_id: at.tenantId, key: at.key, state, shown: row !== undefined };
  });
}

/** One text for a row key. */
export function rowName({ tenantId, key }: RowKey): string {
  return `${tenantId}\u001f${key}`;
}
