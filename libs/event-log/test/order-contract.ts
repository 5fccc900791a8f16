import { randomUUID } from 'node:crypto';
import { partitionCount, type LogRecord } from '../src/event-log.port.js';
import { command, type EventLogFixture, orderingKeyOf } from './log-fixture.js';
import { findGaps, type GapSubject } from './find-gaps.js';
import { partitionOf } from '../src/partition.js';

class Undone extends Error {}

/** Items 1 to 4 and 8: what a reader that follows a log may rely on. */
export function orderContract(fixture: () => EventLogFixture): void {
  it('item 1: a reader misses and reorders nothing while writers pause and roll back', async () => {
    const { log } = fixture();
    const findings = await findGaps(logAsSubject(fixture()), { writers: 8, rounds: 20 });
    expect(findings).toEqual({ missed: 0, invented: 0, committed: expect.any(Number) });
    expect(findings.committed).toBeGreaterThan(100);
    await expectDense(log);
  });

  it('item 2: an open transaction on one partition delays no other partition', async () => {
    const { log, other, transactions } = fixture();
    await transactions.run(async (tx) => {
      await log.append([command({ orderingKey: orderingKeyOf(1, partitionOf) })], tx);
      const free = command({ orderingKey: orderingKeyOf(2, partitionOf) });
      const [result] = await other.append([free]);
      expect(result).toMatchObject({ status: 'ok', position: { partition: 2 } });
      expect(await other.readPartition(2, -1, 10)).toHaveLength(1);
      expect(await other.readPartition(1, -1, 10)).toHaveLength(0);
    });
    expect(await other.readPartition(1, -1, 10)).toHaveLength(1);
  });

  it('item 3: of two open transactions, the one that appends first stands first', async () => {
    const { log, other, transactions } = fixture();
    const id = randomUUID();
    const orderingKey = orderingKeyOf(8, partitionOf);
    await transactions.run(async (early) => {
      // Makes the transaction real before the other one starts.
      await log.append([command({ orderingKey: orderingKeyOf(9, partitionOf) })], early);
      await transactions.run(async (late) => {
        const [result] = await other.append([command({ id, orderingKey })], late);
        expect(result).toMatchObject({ status: 'ok', version: 1 });
      });
      const [result] = await log.append([command({ id, orderingKey, expectedVersion: 1 })], early);
      expect(result).toMatchObject({ status: 'ok', version: 2 });
    });
    const records = await log.readPartition(8, -1, 10);
    const versions = records
      .filter(({ envelope }) => envelope.stream.id === id)
      .map(({ envelope }) => envelope.version);
    expect(versions).toEqual([1, 2]);
  });

  it('item 4: offsets stay dense after rollbacks of whole transactions', async () => {
    const { log, transactions } = fixture();
    for (let round = 0; round < 100; round += 1) {
      const run = transactions.run(async (tx) => {
        const commands = Array.from({ length: 10 }, () => command());
        const results = await log.append(commands, tx);
        expect(results.every(({ status }) => status === 'ok')).toBe(true);
        if (round % 10 !== 0) throw new Undone();
      });
      await run.catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
    }
    expect(await expectDense(log)).toBe(100);
  });

  it('item 8: the partition of a stream never changes', async () => {
    const { log, other } = fixture();
    const id = randomUUID();
    const keys = [3, 7, 11, 15].map((partition) => orderingKeyOf(partition, partitionOf));
    const creators = keys.map((orderingKey, index) =>
      (index % 2 === 0 ? log : other).append([command({ id, orderingKey })]),
    );
    const created = (await Promise.all(creators)).flat();
    expect(created.filter(({ status }) => status === 'ok')).toHaveLength(1);
    for (const [index, orderingKey] of keys.entries()) {
      await other.append([command({ id, orderingKey, expectedVersion: index + 1 })]);
    }
    const records = await log.readStream(command({ id }).stream);
    expect(records).toHaveLength(5);
    expect(new Set(records.map(({ position }) => position.partition)).size).toBe(1);
    expect(new Set(records.map(({ orderingKey }) => orderingKey)).size).toBe(1);
    const [first] = records;
    expect(first?.position.partition).toBe(partitionOf(first?.orderingKey ?? ''));
  });
}

/** Writes by transactions and, every third time, by group commit. */
function logAsSubject({ log, other, transactions }: EventLogFixture): GapSubject {
  const versions = new Map<string, number>();
  return {
    partitions: Array.from({ length: partitionCount }, (_, partition) => partition),
    async write(writer, round, pauseMs, undo) {
      const id = `stream-${writer}-${round % 4}`;
      const expectedVersion = versions.get(id) ?? 0;
      const append = command({ id, expectedVersion, count: 1 + (round % 3) });
      const target = writer % 2 === 0 ? log : other;
      if (round % 3 === 0 && !undo) {
        const [result] = await target.append([append]);
        expect(result?.status).toBe('ok');
      } else {
        const run = transactions.run(async (tx) => {
          const [result] = await target.append([append], tx);
          expect(result?.status).toBe('ok');
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
          if (undo) throw new Undone();
        });
        await run.catch((error: unknown) => {
          if (!(error instanceof Undone)) throw error;
        });
      }
      if (!undo) versions.set(id, expectedVersion + append.events.length);
      return append.events.map((event) => event.id);
    },
    async readAfter(partition, after) {
      const records = await log.readPartition(partition, after, 1_000);
      expectChain(records, after);
      return records.map(({ position, envelope }) => ({ at: position.offset, id: envelope.id }));
    },
  };
}

/** Each record names the one before it; none is missing. */
function expectChain(records: readonly LogRecord[], after: number): void {
  for (const [index, { position, previous }] of records.entries()) {
    expect([position.offset, previous]).toEqual([after + 1 + index, after + index]);
  }
}

/** Every partition is dense from 0 to its tail, every stream from version 1. Returns the total. */
export async function expectDense(log: EventLogFixture['log']): Promise<number> {
  const tail = await log.tail();
  const versions = new Map<string, number>();
  let total = 0;
  for (let partition = 0; partition < partitionCount; partition += 1) {
    const records = await log.readPartition(partition, -1, 5_000);
    expectChain(records, -1);
    expect(tail.get(`${log.name}/${partition}`) ?? -1).toBe(records.length - 1);
    for (const { envelope } of records) {
      const stream = JSON.stringify(envelope.stream);
      expect(envelope.version).toBe((versions.get(stream) ?? 0) + 1);
      versions.set(stream, envelope.version);
    }
    total += records.length;
  }
  return total;
}
