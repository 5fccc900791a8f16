import { randomUUID } from 'node:crypto';
import { plusSeconds, timestampOf } from '@redress/kernel';
import { commandContract } from './command-contract.js';
import { command, type EventLogFixture, orderingKeyOf } from './log-fixture.js';
import { orderContract } from './order-contract.js';
import { partitionOf } from '../src/partition.js';

/**
 * What every adapter of `EventLog` promises. The items are those of the platform's contract list;
 * each test has a log of its own.
 */
export function eventLogContract(name: string, makeFixture: () => Promise<EventLogFixture>): void {
  describe(`event log contract: ${name}`, () => {
    let fixture: EventLogFixture;
    beforeEach(async () => {
      fixture = await makeFixture();
    });
    afterEach(() => fixture.close());

    orderContract(() => fixture);
    commandContract(() => fixture);

    it('gives back what was appended, byte for byte', async () => {
      const { log, other } = fixture;
      const append = command({ count: 2 });
      const [result] = await log.append([append]);
      if (result?.status !== 'ok') throw new Error(`not written: ${result?.status}`);
      const records = await other.readStream(append.stream);
      expect(records).toEqual(await other.readPartition(result.position.partition, -1, 10));
      expect(records.at(-1)?.position).toEqual(result.position);
      for (const [index, record] of records.entries()) {
        const { data, sealed, ...envelope } = append.events[index] ?? command().events[0] ?? {};
        expect(record.envelope).toEqual({
          ...envelope,
          stream: append.stream,
          version: index + 1,
          recordedAt: result.recordedAt,
        });
        expect(record.data).toEqual(data);
        expect(record.orderingKey).toBe(append.orderingKey);
        const bytes = record.sealed.map(({ subject, ciphertext }) => [subject, ...ciphertext]);
        expect(bytes).toEqual(sealed?.map(({ subject, ciphertext }) => [subject, ...ciphertext]));
      }
    });

    it('reads a part of a stream, and nothing of one that does not exist', async () => {
      const { log } = fixture;
      const id = randomUUID();
      const { stream } = command({ id });
      await log.append([command({ id, count: 3 })]);
      const soon = plusSeconds(timestampOf(Date.now()), 3_600);
      await log.append([command({ id, expectedVersion: 3, notBefore: soon })]);
      const versions = async (options: Parameters<typeof log.readStream>[1]) =>
        (await log.readStream(stream, options)).map(({ envelope }) => envelope.version);
      expect(await versions({})).toEqual([1, 2, 3, 4]);
      expect(await versions({ fromVersion: 2, toVersion: 3 })).toEqual([2, 3]);
      expect(await versions({ recordedUpTo: plusSeconds(soon, -1) })).toEqual([1, 2, 3]);
      expect(await log.readStream({ tenantId: 'else', category: 'complaint', id })).toEqual([]);
    });

    it('recorded time never goes back in a partition and is not below the cause', async () => {
      const { log } = fixture;
      const orderingKey = orderingKeyOf(5, partitionOf);
      const ahead = plusSeconds(timestampOf(Date.now()), 600);
      const before = timestampOf(Date.now() - 1);
      const [plain] = await log.append([command({ orderingKey })]);
      const [caused] = await log.append([command({ orderingKey, notBefore: ahead })]);
      const [after] = await log.append([command({ orderingKey, notBefore: before })]);
      const [elsewhere] = await log.append([
        command({ orderingKey: orderingKeyOf(6, partitionOf) }),
      ]);
      const times = [plain, caused, after, elsewhere].map((result) =>
        result?.status === 'ok' ? result.recordedAt : '',
      );
      expect(times[0]?.localeCompare(before)).toBe(1);
      expect(times.slice(1, 3)).toEqual([ahead, ahead]);
      expect(times[3]?.localeCompare(ahead)).toBe(-1);
      const records = await log.readPartition(5, -1, 10);
      expect(records.map(({ envelope }) => envelope.recordedAt)).toEqual(times.slice(0, 3));
    });

    it('a transaction sees its own events, others see them after the commit', async () => {
      const { log, other, transactions } = fixture;
      const append = command({
        count: 2,
        idempotency: { key: Buffer.alloc(32), bodyMac: Buffer.alloc(32) },
      });
      const key = append.idempotency ?? { key: Buffer.alloc(32), bodyMac: Buffer.alloc(32) };
      await transactions.run(async (tx) => {
        await log.append([append], tx);
        expect(await log.readStream(append.stream, { tx })).toHaveLength(2);
        expect((await log.findCommand(key, tx))?.status).toBe('duplicate');
        expect(await other.readStream(append.stream)).toHaveLength(0);
        expect(await other.findCommand(key)).toBeUndefined();
        expect((await other.tail()).size).toBe(0);
      });
      expect(await other.readStream(append.stream)).toHaveLength(2);
      expect([...(await other.tail()).values()]).toEqual([1]);
    });

    it('answers retry when another transaction keeps a partition or a key for too long', async () => {
      const { log, other, transactions } = fixture;
      const key = { key: Buffer.alloc(32, 1), bodyMac: Buffer.alloc(32) };
      const held = command({ orderingKey: orderingKeyOf(1, partitionOf), idempotency: key });
      await transactions.run(async (tx) => {
        await log.append([held], tx);
        const started = performance.now();
        const [samePartition, sameKey, free] = await other.append([
          command({ orderingKey: orderingKeyOf(1, partitionOf) }),
          command({ orderingKey: orderingKeyOf(2, partitionOf), idempotency: key }),
          command({ orderingKey: orderingKeyOf(2, partitionOf) }),
        ]);
        // One second, and the time of a busy machine.
        expect(performance.now() - started).toBeLessThan(3_500);
        expect(samePartition).toEqual({ status: 'retry' });
        expect(sameKey).toEqual({ status: 'retry' });
        expect(free?.status).toBe('ok');
      });
      expect((await other.append([held]))[0]?.status).toBe('duplicate');
    });

    it('tells listeners of a partition after the commit, not after a rollback', async () => {
      const { log, transactions } = fixture;
      const told: number[] = [];
      const partition = 4;
      const stop = log.onAppended((each) => told.push(each));
      const append = () => command({ orderingKey: orderingKeyOf(partition, partitionOf) });
      const undone = transactions.run(async (tx) => {
        await log.append([append()], tx);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      told.length = 0;
      await transactions.run(async (tx) => {
        await log.append([append()], tx);
        expect(told).not.toContain(partition);
      });
      expect(told).toContain(partition);
      told.length = 0;
      await log.append([append()]);
      expect(told).toContain(partition);
      stop();
      told.length = 0;
      await log.append([append()]);
      expect(told).not.toContain(partition);
    });
  });
}
