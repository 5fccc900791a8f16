import { type CopyTarget, copyStates } from './copy-rows.js';
import { type FoldedState, rowName } from './fold-batch.js';
import type { ScanRange } from './log-scan.sql.js';
import { type ScanSource, scanPartition } from './scan-partition.js';

/** States that one pass over a partition may hold; a partition with more is read in several. */
const defaultStatesMax = 250_000;

/** A partition is not read more often than this, whatever its keys hash to. */
const passesMax = 4_096;

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
  into: CopyTarget,
  range: ScanRange,
  options: { onFolded?: OnFolded; statesMax?: number } = {},
): Promise<FoldedPartition> {
  const { onFolded = () => undefined, statesMax = defaultStatesMax } = options;
  const folded = { partition: range.partition, events: 0, rows: 0 };
  if (range.upTo <= range.after) return folded;
  let passes = 1;
  for (let pass = 0; pass < passes; pass += 1) {
    // Shares are alike in size: if the first one fits, so do the others.
    const limit = pass === 0 ? statesMax : Number.POSITIVE_INFINITY;
    const done = await foldPass(source, range, { pass, passes, limit, onFolded });
    passes = done.passes;
    if (pass === 0) folded.events = done.events;
    await copyStates(into, range.partition, done.states);
    folded.rows += done.states.size;
  }
  return folded;
}

interface PassBounds {
  readonly pass: number;
  readonly passes: number;
  readonly limit: number;
  readonly onFolded: OnFolded;
}

/** What one pass found: the states of its share of the keys, and into how many shares they fall. */
interface FoldedPass {
  readonly states: Map<string, { at: FoldedState['at']; state: unknown }>;
  /** Of all keys, not of the share only. */
  readonly events: number;
  readonly passes: number;
}

async function foldPass(
  source: ScanSource,
  range: ScanRange,
  { pass, passes: planned, limit, onFolded }: PassBounds,
): Promise<FoldedPass> {
  const { projection } = source;
  const states: FoldedPass['states'] = new Map();
  let passes = planned;
  let events = 0;
  for await (const some of scanPartition(source, range)) {
    const before = events;
    for (const event of some) {
      const key = projection.key(event);
      if (key === undefined) continue;
      events += 1;
      const { tenantId } = event.envelope.stream;
      const name = rowName({ tenantId, key });
      if (passes > 1 && shareOf(name, passes) !== pass) continue;
      const known = states.get(name);
      if (known) {
        known.state = projection.fold(known.state, event);
      } else {
        const state = projection.fold(projection.initialState, event);
        states.set(name, { at: { tenantId, key }, state });
      }
    }
    if (pass === 0) onFolded(events - before);
    while (states.size > limit && passes < passesMax) {
      passes *= 2;
      for (const name of states.keys()) if (shareOf(name, passes) !== pass) states.delete(name);
    }
  }
  return { states, events, passes };
}

/** The share of the keys to which a name belongs (FNV-1a); twice as many shares halve each one. */
function shareOf(name: string, shares: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shares;
}
