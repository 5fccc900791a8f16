import type { ProjectedEvent, Projection } from '../projection.js';

/** The key of a row: tenant and key of the projection. */
export interface RowKey {
  readonly tenantId: string;
  readonly key: string;
}

/** The state of a row after a batch. */
export interface FoldedState {
  readonly at: RowKey;
  readonly state: unknown;
}

/** A state that is being folded in bulk, and the partition of its events. */
export interface PlacedState {
  readonly at: RowKey;
  readonly partition: number;
  state: unknown;
}

/** A row as the table takes it. */
export interface ShownRow {
  readonly tenant_id: string;
  readonly key: string;
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
): FoldedState[] {
  return [...eventsByRow(projection, events).values()].map(({ at, events: ofRow }) => {
    const before = stateOf(at) ?? projection.initialState;
    const state = ofRow.reduce((each, event) => projection.fold(each, event), before);
    return { at, state };
  });
}

/** What is shown of a state that is linked with nobody. */
export function loneRow(projection: Projection, { at, state }: FoldedState): ShownRow {
  const { tenantId, key } = at;
  const row = projection.join
    ? projection.join.rows(new Map([[key, state]])).get(key)
    : projection.row(state);
  return { ...row, tenant_id: tenantId, key, shown: row !== undefined };
}

/** The states of those keys of a component of which anything was folded. */
export function presentMembers(
  { tenantId, keys }: { readonly tenantId: string; readonly keys: readonly string[] },
  states: ReadonlyMap<string, unknown>,
): Map<string, unknown> {
  const present = new Map<string, unknown>();
  for (const key of keys) {
    const name = rowName({ tenantId, key });
    if (states.has(name)) present.set(key, states.get(name));
  }
  return present;
}

/** What is shown of every key of a component. */
export function joinedRows(
  projection: Projection,
  tenantId: string,
  members: ReadonlyMap<string, unknown>,
): ShownRow[] {
  if (!projection.join) throw new Error(`${projection.name} joins nothing`);
  const rows = projection.join.rows(members);
  return [...members.keys()].map((key) => {
    const row = rows.get(key);
    return { ...row, tenant_id: tenantId, key, shown: row !== undefined };
  });
}

/** One text for a row key. */
export function rowName({ tenantId, key }: RowKey): string {
  return `${tenantId}\u001f${key}`;
}
