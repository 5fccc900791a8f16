import { type CopyTarget, copyStates } from './copy-rows.js';
import { type PlacedState, rowName } from '../fold/fold-batch.js';
import { KeySpansPartitionsError } from '../fold/key-spans-partitions.error.js';
import { namingPoison } from '../fold/naming-poison.js';
import { type ScanRange, partitionsOf } from './log-scan.sql.js';
import type { ProjectedEvent, Projection } from '../projection.js';
import { type ScanSource, scanLog } from './scan-log.js';

/** States that one pass may hold; where there are more, the log is read in several. */
const defaultStatesMax = 400_000;

/** A log is not read more often than this, whatever its keys hash to. */
const passesMax = 4_096;

/** What a bulk fold made of one partition. */
export interface FoldedPartition {
  readonly partition: number;
  readonly events: number;
  readonly rows: number;
}

/** Told of every piece of work: how many events were folded since the last time. */
export type OnFolded = (events: number) => void;

/**
 * Folds some partitions of a log into the bare tables of a generation, in the transaction of `into`.
 * Memory is bounded: what would be too many states at once is folded in passes, each for a share of
 * the keys.
 *
 * @throws KeySpansPartitionsError
 * @throws PoisonEventError when an event cannot be read or folded
 */
export async function foldLog(
  source: ScanSource,
  into: CopyTarget,
  range: ScanRange,
  options: { onFolded?: OnFolded; statesMax?: number } = {},
): Promise<FoldedPartition[]> {
  const { onFolded = () => undefined, statesMax = defaultStatesMax } = options;
  const folded = new Map(
    Object.keys(range.upTo).map((key) => [Number(key), { events: 0, rows: 0 }]),
  );
  const projection = namingPoison(source.projection);
  let passes = partitionsOf(range).length > 0 ? 1 : 0;
  for (let pass = 0; pass < passes; pass += 1) {
    // Shares are alike in size: if the first one fits, so do the others.
    const limit = pass === 0 ? statesMax : Number.POSITIVE_INFINITY;
    const states = new KeyedStates(projection, { pass, passes, limit });
    for await (const some of scanLog(source, range)) {
      for (const event of some) {
        const count = folded.get(event.source.partition);
        if (states.fold(event) && count && pass === 0) count.events += 1;
      }
      if (pass === 0) onFolded(some.length);
      states.makeRoom();
    }
    passes = states.passes;
    await copyStates(into, () => states.all());
    for (const { partition } of states.all()) {
      const count = folded.get(partition);
      if (count) count.rows += 1;
    }
  }
  return [...folded].map(([partition, { events, rows }]) => ({ partition, events, rows }));
}

/** The states of one share of the keys; the share shrinks when there are too many. */
class KeyedStates {
  passes: number;
  private readonly tenants = new Map<string, Map<string, PlacedState>>();
  private size = 0;

  constructor(
    private readonly projection: Projection,
    private readonly bounds: { pass: number; passes: number; limit: number },
  ) {
    this.passes = bounds.passes;
  }

  /** Folds an event of this share; false for an event without a key. */
  fold(event: ProjectedEvent): boolean {
    const { projection } = this;
    const key = projection.key(event);
    if (key === undefined) return false;
    const { tenantId } = event.envelope.stream;
    const { partition } = event.source;
    if (this.isElsewhere(tenantId, key)) return true;
    const ofTenant = this.tenants.get(tenantId) ?? new Map<string, PlacedState>();
    const known = ofTenant.get(key);
    if (known) {
      if (known.partition !== partition) throw new KeySpansPartitionsError(projection);
      known.state = projection.fold(known.state, event);
      return true;
    }
    const state = projection.fold(projection.initialState, event);
    this.tenants.set(tenantId, ofTenant.set(key, { at: { tenantId, key }, partition, state }));
    this.size += 1;
    return true;
  }

  /** Halves the share as often as it takes: what is left out now comes in a later pass. */
  makeRoom(): void {
    while (this.size > this.bounds.limit && this.passes < passesMax) {
      this.passes *= 2;
      for (const [tenantId, ofTenant] of this.tenants) {
        for (const key of ofTenant.keys()) {
          if (this.isElsewhere(tenantId, key) && ofTenant.delete(key)) this.size -= 1;
        }
      }
    }
  }

  *all(): Generator<PlacedState> {
    for (const ofTenant of this.tenants.values()) yield* ofTenant.values();
  }

  private isElsewhere(tenantId: string, key: string): boolean {
    if (this.passes === 1) return false;
    return hashOf(rowName({ tenantId, key })) % this.passes !== this.bounds.pass;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
