import type { LogRecord } from '@redress/event-log';

/**
 * Newest records of a partition that are kept, for the groups that come for them a moment later: as many
 * as the one reader of the process keeps, which are the same ones.
 */
const windowMax = 256;

/**
 * The newest records of a partition, without holes, as a reader at the end of the topic sees them.
 * A relay that begins anew may publish some twice; what was seen is dropped. Where the chain breaks,
 * the window begins anew: whoever needs what is missing looks for it further back on the topic.
 */
export class TopicWindow {
  private records: LogRecord[] = [];

  /** Offset of the newest record, -1 before the first. */
  get end(): number {
    return this.records.at(-1)?.position.offset ?? -1;
  }

  /** True when something was new. */
  add(found: readonly LogRecord[]): boolean {
    const endBefore = this.end;
    for (const record of found) {
      const { end } = this;
      if (record.position.offset <= end) continue;
      if (record.previous === end) this.records.push(record);
      else this.records = [record];
    }
    if (this.records.length > windowMax) this.records = this.records.slice(-windowMax);
    return this.end > endBefore;
  }

  /** Another event at the place of one that was seen: no repeat, but somebody else's doing. */
  contradicts({ position, envelope }: LogRecord): boolean {
    if (position.offset > this.end) return false;
    const seen = this.records.find((record) => record.position.offset === position.offset);
    return seen !== undefined && seen.envelope.id !== envelope.id;
  }

  /** Records after an offset, at most `limit`; undefined where some of them stand before the window. */
  after(offset: number, limit: number): LogRecord[] | undefined {
    const first = this.records[0];
    if (!first || first.previous > offset) return undefined;
    const from = this.records.findIndex(({ position }) => position.offset > offset);
    return from < 0 ? [] : this.records.slice(from, from + limit);
  }
}
