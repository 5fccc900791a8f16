/**
 * Puts what comes in any order into that of its offsets, which are dense from 0 in each partition.
 * What comes too early waits; as events lie on disk about as they were written, few do.
 */
export class OffsetOrder<Item> {
  /** By partition: the offset whose turn it is, and those that came too early. */
  private readonly next: number[] = [];
  private readonly waiting = new Map<number, Map<number, Item | undefined>>();

  /** Takes an item in, and appends to `out` those whose turn it is; undefined only holds a place. */
  take(partition: number, offset: number, item: Item | undefined, out: Item[]): void {
    const next = this.next[partition] ?? 0;
    if (offset !== next) {
      const early = this.waiting.get(partition) ?? new Map<number, Item | undefined>();
      this.waiting.set(partition, early.set(offset, item));
      return;
    }
    if (item !== undefined) out.push(item);
    this.next[partition] = this.turnAfter(partition, offset + 1, out);
  }

  /** @throws Error when an offset up to these ends has not come */
  requireAll(upTo: Readonly<Record<number, number>>): void {
    for (const [partition, end] of Object.entries(upTo)) {
      const next = this.next[Number(partition)] ?? 0;
      if (next <= end) throw new Error(`offset ${next} of partition ${partition} is missing`);
    }
  }

  private turnAfter(partition: number, from: number, out: Item[]): number {
    const early = this.waiting.get(partition);
    if (!early) return from;
    let next = from;
    for (; early.has(next); next += 1) {
      const item = early.get(next);
      if (item !== undefined) out.push(item);
      early.delete(next);
    }
    if (early.size === 0) this.waiting.delete(partition);
    return next;
  }
}
