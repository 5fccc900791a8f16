import { isTransient, type LogReader, type LogRecord, partitionCount } from '@redress/event-log';
import { type BackOff, doubled } from './back-off.js';
import { WakeUp } from './wake-up.js';

/** What a read found, and whether anything is known to stand behind it. */
export interface TailRead {
  readonly records: readonly LogRecord[];
  /** True when nothing more stood in the partition when this was read. */
  readonly caughtUp: boolean;
  /** Hand it to `onNews`: it tells hints that the read has answered from those that came later. */
  readonly mark: number;
}

interface Waiter {
  readonly after: number;
  readonly awaken: () => void;
}

interface PageRead {
  readonly mark: number;
  readonly page: Promise<LogRecord[]>;
}

interface PartitionTail {
  /** Newest records that were read, without holes, at most `cacheMax`. */
  cache: LogRecord[];
  /** Hints so far. */
  hints: number;
  /** Number of hints when the last read that reached the end began. */
  readMark: number;
  /** True when more may stand behind the cache. */
  isPageFull: boolean;
  /** Highest offset known to exist. */
  end: number;
  readonly inFlight: Map<number, PageRead>;
  readonly waiters: Set<Waiter>;
}

/** Records of one query. A consumer with larger batches gets several. */
const pageMax = 500;
/** Records kept per partition, for the groups that come for the same ones a moment later. */
const cacheMax = 256;
/** First poll after one that found what no wake-up had told. */
const pollMinMs = 5;

/**
 * The one reader of a log in this process. Groups that stand at the end of the log share its
 * queries: the first one reads a row, the others find it in the cache, so that five services do
 * not read it five times; and an idle log costs one `tail()` per poll, however many groups wait.
 */
export class LogTail {
  private readonly partitions: readonly PartitionTail[];
  private readonly followers = new Set<{ readonly maxWaitMs: number }>();
  private readonly bell = new WakeUp();
  private pollMs = pollMinMs;
  private isPolling = false;
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly log: LogReader) {
    this.partitions = Array.from({ length: partitionCount }, emptyPartition);
  }

  /**
   * Keeps the log watched while at least one follower is there.
   *
   * @param maxWaitMs longest time between polls; the smallest of all followers counts
   * @returns ends it
   */
  follow(maxWaitMs: number): () => void {
    const follower = { maxWaitMs };
    this.followers.add(follower);
    if (this.followers.size === 1) this.listen();
    return () => {
      this.followers.delete(follower);
      if (this.followers.size > 0) return;
      this.unsubscribe?.();
      this.bell.ring();
    };
  }

  /** Records after an offset, in order, at most `limit` and at most a page of 500. */
  async read(partition: number, after: number, limit: number): Promise<TailRead> {
    const at = this.at(partition);
    const cached = this.fromCache(at, after, limit);
    if (cached) return cached;
    const reading = this.startPage(partition, after);
    const page = await reading.page;
    const records = page.slice(0, limit);
    const caughtUp = records.length === page.length && page.length < pageMax;
    return { records, caughtUp, mark: reading.mark };
  }

  /**
   * Calls `awaken` once, as soon as something may stand after the offset; perhaps at once.
   *
   * @param mark what the read that found nothing more answered
   * @returns takes the request back
   */
  onNews(partition: number, request: Waiter & { readonly mark: number }): () => void {
    const at = this.at(partition);
    if (at.hints > request.mark || at.end > request.after) {
      request.awaken();
      return () => undefined;
    }
    at.waiters.add(request);
    return () => at.waiters.delete(request);
  }

  private listen(): void {
    this.unsubscribe = this.log.onAppended((partition) => this.hint(partition));
    // What came while nobody listened was told to nobody: no end that was seen before counts.
    for (const at of this.partitions) at.hints += 1;
    this.hurry();
    if (!this.isPolling) void this.poll();
  }

  private at(partition: number): PartitionTail {
    const found = this.partitions[partition];
    if (!found) throw new RangeError(`${this.log.name} has no partition ${partition}`);
    return found;
  }

  private fromCache(at: PartitionTail, after: number, limit: number): TailRead | undefined {
    const first = at.cache[0];
    if (!first) return undefined;
    const start = after - first.previous;
    if (at.cache[start]?.previous !== after) return undefined;
    const records = at.cache.slice(start, start + limit);
    const isLast = start + records.length === at.cache.length;
    const caughtUp = isLast && !at.isPageFull && at.readMark === at.hints;
    return { records, caughtUp, mark: at.readMark };
  }

  /** One query per (partition, offset) at a time: whoever comes while it runs shares its answer. */
  private startPage(partition: number, after: number): PageRead {
    const at = this.at(partition);
    const running = at.inFlight.get(after);
    if (running) return running;
    const mark = at.hints;
    const reading = { mark, page: this.readPage(at, partition, { after, mark }) };
    at.inFlight.set(after, reading);
    return reading;
  }

  private async readPage(
    at: PartitionTail,
    partition: number,
    { after, mark }: { after: number; mark: number },
  ): Promise<LogRecord[]> {
    try {
      const page = await this.log.readPartition(partition, after, pageMax);
      keep(at, page);
      if (page.length === 0 && mark > at.readMark) this.hurry();
      if (page.length < pageMax) {
        at.isPageFull = false;
        at.readMark = Math.max(at.readMark, mark);
      }
      return page;
    } finally {
      at.inFlight.delete(after);
    }
  }

  private hint(partition: number): void {
    const at = this.at(partition);
    at.hints += 1;
    awaken(at, () => true);
  }

  /** A hint that came before its rows were visible, or lost ones: poll fast for a moment. */
  private hurry(): void {
    this.pollMs = pollMinMs;
    this.bell.ring();
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.followers.size > 0) {
      // A follower that came during a longer pause waits no longer than it asked for.
      await this.bell.sleep(Math.min(this.pollMs, this.backOff().maxMs));
      if (this.followers.size === 0) break;
      if (!this.partitions.some((at) => at.waiters.size > 0)) {
        this.pollMs = doubled(this.pollMs, this.backOff());
        continue;
      }
      const found = await this.lookAtEnd();
      this.pollMs = found ? pollMinMs : doubled(this.pollMs, this.backOff());
    }
    this.isPolling = false;
  }

  /** True when somebody waited for what was found here: then no wake-up had told it. */
  private async lookAtEnd(): Promise<boolean> {
    try {
      const ends = await this.log.tail();
      let found = false;
      for (const [partition, at] of this.partitions.entries()) {
        at.end = Math.max(at.end, ends.get(`${this.log.name}/${partition}`) ?? -1);
        if (awaken(at, (waiter) => waiter.after < at.end)) found = true;
      }
      return found;
    } catch (error) {
      // The readers meet the same error themselves and know whom to tell.
      if (!isTransient(error)) for (const at of this.partitions) awaken(at, () => true);
      return false;
    }
  }

  private backOff(): BackOff {
    const waits = [...this.followers].map((follower) => follower.maxWaitMs);
    return { minMs: pollMinMs, maxMs: Math.max(pollMinMs, Math.min(...waits)) };
  }
}

const tails = new WeakMap<LogReader, LogTail>();

/** The tail reader that all subscriptions of this process share for a log. */
export function tailOf(log: LogReader): LogTail {
  let tail = tails.get(log);
  if (!tail) {
    tail = new LogTail(log);
    tails.set(log, tail);
  }
  return tail;
}

function emptyPartition(): PartitionTail {
  return {
    cache: [],
    hints: 0,
    readMark: 0,
    isPageFull: false,
    end: -1,
    inFlight: new Map(),
    waiters: new Set(),
  };
}

function awaken(at: PartitionTail, isMeant: (waiter: Waiter) => boolean): boolean {
  const meant = [...at.waiters].filter(isMeant);
  for (const waiter of meant) {
    at.waiters.delete(waiter);
    waiter.awaken();
  }
  return meant.length > 0;
}

/** Adds a page to the cache where it continues it, or starts the cache anew further ahead. */
function keep(at: PartitionTail, page: readonly LogRecord[]): void {
  const last = page.at(-1);
  if (!last) return;
  at.end = Math.max(at.end, last.position.offset);
  const cachedTo = at.cache.at(-1)?.position.offset ?? -1;
  if (last.position.offset <= cachedTo) return;
  const continues = page.findIndex((record) => record.previous === cachedTo);
  const fresh = continues < 0 ? page : page.slice(continues);
  at.cache = (continues < 0 ? [...fresh] : [...at.cache, ...fresh]).slice(-cacheMax);
  at.isPageFull = page.length === pageMax;
}
