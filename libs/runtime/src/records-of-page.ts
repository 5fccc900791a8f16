import { messageValueBytes } from '@redress/contracts';
import type { LogRecord } from '@redress/event-log';

/** A page ends behind the event with which its values have so many bytes. */
const pageBytesMax = 4_000_000;

/** Records that are read at once: each may have the most that an event may have. */
const sliceMax = 25;

/** What is looked at of a record. */
type SizedRecord = Pick<LogRecord, 'position' | 'data' | 'sealed'>;

/** Reads the records of a partition after an offset, at most `limit`. */
type ReadAfter<Sized extends SizedRecord> = (
  after: number,
  limit: number,
) => Promise<readonly Sized[]>;

/**
 * As many records as were asked for or fit a page, one at least where there is any. They are read a
 * few at a time, so that a page of large events does not take a thousand of them into memory.
 */
export async function recordsOfPage<Sized extends SizedRecord>(
  read: ReadAfter<Sized>,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly Sized[]> {
  const found: Sized[] = [];
  let room = pageBytesMax;
  while (room >= 0 && found.length < limit) {
    const slice = await read(
      found.at(-1)?.position.offset ?? after,
      Math.min(sliceMax, limit - found.length),
    );
    if (slice.length === 0) break;
    for (const record of slice) {
      found.push(record);
      room -= messageValueBytes(record);
      if (room < 0) break;
    }
  }
  return found;
}
