import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { sentTimes } from './truth-input.setup.js';
import { readModels } from './truth-world.setup.js';

type Row = Readonly<Record<string, unknown>>;

/** Columns that are left out of every row: made from counters, positions, and the server's clock. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  // Handed out in the order in which cases come, which side by side is nobody's.
  complaints: ['complaint_no'],
  cases: ['complaint_no', 'updated_at'],
  // Where in its log and stream an event stands. A stream that hears several logs has their facts in
  // the order in which they came: order across logs is not state.
  case_timeline: ['key', 'source_offset', 'version', 'recorded_at'],
  incidents: ['recorded_at'],
  customer_risk: ['registered_at'],
};

/** Fields inside of JSON that the server made up or measured. */
const serverFields: ReadonlySet<string> = new Set([
  ...['complaintNo', 'clockId', 'elapsedSec', 'overSec'],
]);

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What one read model shows. */
export interface TruthHash {
  readonly rows: number;
  readonly hash: string;
}

/** Every row of a read model as a line of what is compared, in an order of its own. */
export async function comparedLines(
  client: ClientBase,
  { name, view }: (typeof readModels)[number],
): Promise<string[]> {
  const { rows } = await client.query<Row>(`select * from ${view}`);
  return rows.map((row) => JSON.stringify(comparedPart(name, row))).sort();
}

/** Count and hash of all read models, by name. */
export async function truthHashes(client: ClientBase): Promise<Record<string, TruthHash>> {
  const hashes: Record<string, TruthHash> = {};
  for (const model of readModels) {
    const lines = await comparedLines(client, model);
    const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
    hashes[model.name] = { rows: lines.length, hash };
  }
  return hashes;
}

/** History has its own times; of what happens now only those that a client has sent are compared. */
function comparedPart(name: string, row: Row): Row {
  const isHistory = row['origin'] === 'IMPORT';
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => leftOut[name]?.includes(column) !== true)
      .map(([column, value]) => [column, isHistory ? value : withoutServerTimes(value)]),
  );
}

function withoutServerTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutServerTimes);
  if (value instanceof Date) return withoutServerTimes(value.toISOString());
  if (typeof value === 'string') return timestamp.test(value) && !sentTimes.has(value) ? '' : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !serverFields.has(field))
      .map(([field, inner]) => [field, withoutServerTimes(inner)]),
  );
}
