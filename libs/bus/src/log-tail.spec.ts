import { type EventLog, memoryEventLog } from '@redress/event-log';
import { append, deaf, keysOf, pause } from '../test/bus-world.js';
import { LogTail } from './log-tail.js';

const [key = ''] = keysOf(0, 1);

/** A log that counts its queries. */
function counting(log: EventLog) {
  const queries = { reads: 0, tails: 0 };
  const counted: EventLog = {
    ...log,
    async readPartition(partition, after, limit) {
      queries.reads += 1;
      await pause(5);
      return log.readPartition(partition, after, limit);
    },
    async tail() {
      queries.tails += 1;
      return log.tail();
    },
  };
  return { log: counted, queries };
}

/** A group that reads partition 0 from its beginning to `until`; answers the offsets it saw. */
async function follow(tail: LogTail, until: number, limit = 500): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length <= until) {
    const after = seen.at(-1) ?? -1;
    const { records, caughtUp, mark } = await tail.read(0, after, limit);
    seen.push(...records.map(({ position }) => position.offset));
    if (!caughtUp || seen.length > until) continue;
    await new Promise<void>((resolve) => {
      tail.onNews(0, { after: seen.at(-1) ?? -1, mark, awaken: resolve });
    });
  }
  return seen;
}

describe('LogTail', () => {
  it('reads a row once for five groups that stand at the end', async () => {
    const memory = memoryEventLog('intake');
    const { log, queries } = counting(memory);
    const tail = new LogTail(log);
    const end = tail.follow(1_000);
    const groups = Array.from({ length: 5 }, () => follow(tail, 9));
    for (let n = 0; n < 10; n += 1) {
      await append(memory, [{ key }]);
      await pause(10);
    }
    const expected = Array.from({ length: 10 }, (_, offset) => offset);
    expect(await Promise.all(groups)).toEqual(groups.map(() => expected));
    // One more for the empty log in the beginning.
    expect(queries.reads).toBeLessThanOrEqual(11);
    end();
  });

  it('costs an idle log one question per poll, however many wait', async () => {
    const { log, queries } = counting(memoryEventLog('intake'));
    const tail = new LogTail(log);
    const end = tail.follow(100);
    for (let partition = 0; partition < 16; partition += 1) {
      const { mark } = await tail.read(partition, -1, 10);
      tail.onNews(partition, { after: -1, mark, awaken: () => undefined });
    }
    await pause(200);
    Object.assign(queries, { reads: 0, tails: 0 });
    await pause(500);
    expect(queries.reads).toBe(0);
    expect(queries.tails).toBeGreaterThan(2);
    expect(queries.tails).toBeLessThanOrEqual(6);
    end();
    await pause(150);
    const after = queries.tails;
    await pause(200);
    expect(queries.tails).toBe(after);
  });

  it('finds what no wake-up told by polling', async () => {
    const memory = memoryEventLog('intake');
    const tail = new LogTail(deaf(memory));
    const end = tail.follow(50);
    const group = follow(tail, 2);
    for (let n = 0; n < 3; n += 1) {
      await pause(60);
      await append(memory, [{ key }]);
    }
    expect(await group).toEqual([0, 1, 2]);
    end();
  });

  it('does not miss what comes between a read and the wait for more', async () => {
    const memory = memoryEventLog('intake');
    const tail = new LogTail(memory);
    const end = tail.follow(60_000);
    const { mark } = await tail.read(0, -1, 10);
    await append(memory, [{ key }]);
    const awaken = jest.fn();
    tail.onNews(0, { after: -1, mark, awaken });
    expect(awaken).toHaveBeenCalledTimes(1);
    end();
  });

  it('does not take for the end what was read before nobody listened', async () => {
    const memory = memoryEventLog('intake');
    const tail = new LogTail(memory);
    await append(memory, [{ key }]);
    const end = tail.follow(60_000);
    await tail.read(0, -1, 10);
    end();
    await append(memory, [{ key }]);
    const endAgain = tail.follow(60_000);
    const { records, caughtUp } = await tail.read(0, -1, 10);
    expect([records.length, caughtUp]).toEqual([1, false]);
    expect(await follow(tail, 1)).toEqual([0, 1]);
    endAgain();
  });

  it('polls no more slowly for having been left and followed before', async () => {
    const { log, queries } = counting(deaf(memoryEventLog('intake')));
    const tail = new LogTail(log);
    for (let round = 0; round < 10; round += 1) {
      tail.follow(20)();
      await pause(1);
    }
    // What it asks to sleep, not how long a busy machine lets it sleep.
    const sleeps = jest.spyOn(globalThis, 'setTimeout');
    const end = tail.follow(20);
    const { mark } = await tail.read(0, -1, 10);
    tail.onNews(0, { after: -1, mark, awaken: () => undefined });
    while (queries.tails <= 2) await pause(5);
    end();
    const asked = sleeps.mock.calls.map(([, ms]) => ms ?? 0);
    sleeps.mockRestore();
    expect(Math.max(...asked)).toBeLessThanOrEqual(20);
  });

  it('gives slow groups old records and fast ones new ones, both without a hole', async () => {
    const memory = memoryEventLog('intake');
    const tail = new LogTail(memory);
    const end = tail.follow(50);
    await append(
      memory,
      Array.from({ length: 1_200 }, () => ({ key })),
    );
    const all = Array.from({ length: 1_200 }, (_, offset) => offset);
    const groups = [follow(tail, 1_199), follow(tail, 1_199, 7), follow(tail, 1_199, 100)];
    expect(await Promise.all(groups)).toEqual([all, all, all]);
    end();
  });
});
