import { randomUUID } from 'node:crypto';
import { plusSeconds } from '@redress/kernel';
import type { AppendResult } from '../src/event-log.port.js';
import { command, type EventLogFixture, idempotency, occurredAt, tenantId } from './log-fixture.js';
import { expectDense } from './order-contract.js';

/** Items 5 to 7: what a caller may rely on, whatever others do at the same time. */
export function commandContract(fixture: () => EventLogFixture): void {
  it('item 5: of many commands for one version exactly one wins, the losers leave nothing', async () => {
    const { log, other, deadlines } = fixture();
    const id = randomUUID();
    const racers = Array.from({ length: 20 }, (_, nth) =>
      command({
        id,
        idempotency: idempotency(),
        reserve: [{ kind: 'racer', key: `${nth}` }],
        deadlines: { set: [{ timerId: `t${nth}`, dueAt: occurredAt }], cancel: [] },
      }),
    );
    const results = await Promise.all(
      racers.map(async (racer, nth) => (await (nth % 2 === 0 ? log : other).append([racer]))[0]),
    );
    const winner = results.findIndex((result) => result?.status === 'ok');
    expect(countByStatus(results)).toEqual({ ok: 1, conflict: 19 });
    expect(await log.readStream(command({ id }).stream)).toHaveLength(1);
    expect((await deadlines()).map(({ timerId }) => timerId)).toEqual([`t${winner}`]);
    for (const [nth, racer] of racers.entries()) {
      const key = racer.idempotency ?? idempotency();
      expect((await log.findCommand(key))?.status).toBe(nth === winner ? 'duplicate' : undefined);
      const [retaken] = await log.append([command({ reserve: racer.reserve ?? [] })]);
      expect(retaken?.status).toBe(nth === winner ? 'reserved' : 'ok');
    }
  });

  it('item 6: a duplicate gets the first result, another body is refused', async () => {
    const { log, other, transactions } = fixture();
    const first = command({ count: 3, idempotency: idempotency() });
    const [written] = await log.append([first]);
    if (written?.status !== 'ok') throw new Error(`not written: ${written?.status}`);
    const expected = { status: 'duplicate', version: 3, position: written.position };
    expect(await other.append([first])).toEqual([expected]);
    expect(await transactions.run((tx) => log.append([first], tx))).toEqual([expected]);
    const key = first.idempotency ?? idempotency();
    expect(await other.findCommand(key)).toEqual(expected);
    const changed = { key: key.key, bodyMac: idempotency().bodyMac };
    expect(await other.findCommand(changed)).toEqual({ status: 'key-reused' });
    expect(await other.append([command({ idempotency: changed })])).toEqual([
      { status: 'key-reused' },
    ]);
    expect(await log.findCommand(idempotency())).toBeUndefined();
    expect(await expectDense(log)).toBe(3);
  });

  it('item 6: 1,000 concurrent appends with one key have one effect and one answer', async () => {
    const { log, other } = fixture();
    const same = command({ idempotency: idempotency() });
    const results = await Promise.all(
      Array.from({ length: 1_000 }, async (_, nth) => {
        const [result] = await (nth % 2 === 0 ? log : other).append([same]);
        return result;
      }),
    );
    expect(countByStatus(results)).toEqual({ ok: 1, duplicate: 999 });
    const positions = results.map((result) => result && 'position' in result && result.position);
    expect(new Set(positions.map((position) => JSON.stringify(position))).size).toBe(1);
    expect(await expectDense(log)).toBe(1);
  });

  it('item 6: twins in one call share the fate of the first', async () => {
    const { log, transactions } = fixture();
    const key = idempotency();
    const id = randomUUID();
    const late = command({ id, expectedVersion: 5, idempotency: key });
    const right = command({ id, idempotency: key });
    const other = command({ id, idempotency: { key: key.key, bodyMac: idempotency().bodyMac } });
    const [a, b, c, d] = await transactions.run((tx) =>
      log.append([late, right, right, other], tx),
    );
    expect(a).toEqual({ status: 'conflict', actualVersion: 0 });
    expect(b).toMatchObject({ status: 'ok', version: 1 });
    expect(c).toMatchObject({ status: 'duplicate', version: 1 });
    expect(d).toEqual({ status: 'key-reused' });
  });

  it('item 7: a batch with refused commands commits the others', async () => {
    const { log } = fixture();
    const id = randomUUID();
    await log.append([command({ reserve: [{ kind: 'ref', key: 'taken' }] })]);
    const statuses = await log.append([
      command({ id }),
      command({ id, expectedVersion: 1, count: 2 }),
      command({ id, expectedVersion: 1 }),
      command({ reserve: [{ kind: 'ref', key: 'taken' }] }),
      command({ id, expectedVersion: 3 }),
      command({ expectedVersion: 4 }),
      command(),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'conflict',
      'reserved',
      'ok',
      'conflict',
      'ok',
    ]);
    expect(statuses[2]).toEqual({ status: 'conflict', actualVersion: 3 });
    expect(statuses[5]).toEqual({ status: 'conflict', actualVersion: 0 });
    expect(await log.readStream(command({ id }).stream)).toHaveLength(4);
    expect(await expectDense(log)).toBe(6);
  });

  it('item 7: a command that cannot be stored rejects its own call only', async () => {
    const { log } = fixture();
    const bad = [
      command({ id: 'a\u001fb' }),
      command({ id: 'a\ud800' }),
      command({ id: 'x'.repeat(201) }),
      command({ events: [] }),
      command({ expectedVersion: -1 }),
      command({ notBefore: 'tomorrow' }),
    ];
    const calls = [...bad, command()].map((each) => log.append([each]));
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual([
      ...bad.map(() => 'rejected'),
      'fulfilled',
    ]);
    expect(await expectDense(log)).toBe(1);
  });

  it('a reservation is for one tenant and kind, for ever, and for one of two rivals', async () => {
    const { log, other } = fixture();
    const reserve = [{ kind: 'externalRef', key: 'CFPB-1' }];
    const rivals = [command({ reserve }), command({ reserve })];
    const results = await Promise.all(
      rivals.map(async (rival, nth) => (await (nth === 0 ? log : other).append([rival]))[0]),
    );
    expect(countByStatus(results)).toEqual({ ok: 1, reserved: 1 });
    const winner = rivals[results.findIndex((result) => result?.status === 'ok')];
    expect(results.find((result) => result?.status === 'reserved')).toEqual({
      status: 'reserved',
      reservation: reserve[0],
      by: winner?.stream,
    });
    // Two in one call; which of them is first may depend on their partitions.
    const two = [0, 1].map(() => command({ reserve: [{ kind: 'other', key: 'CFPB-1' }] }));
    expect(countByStatus(await log.append(two))).toEqual({ ok: 1, reserved: 1 });
    // Another tenant's, and again by who has it already.
    const free = await log.append([
      command({ reserve, stream: { tenantId: 'else', category: 'complaint', id: randomUUID() } }),
      command({ id: winner?.stream.id ?? '', expectedVersion: 1, reserve }),
    ]);
    expect(countByStatus(free)).toEqual({ ok: 2 });
  });

  it('deadlines are set, moved and cancelled with the append, or not at all', async () => {
    const { log, transactions, deadlines } = fixture();
    const id = randomUUID();
    const due = (seconds: number) => plusSeconds(occurredAt, seconds);
    const at = (timerId: string, seconds: number) => ({ timerId, dueAt: due(seconds) });
    const cancel: string[] = [];
    await log.append([
      command({ id, deadlines: { set: [at('a', 1), at('b', 2)], cancel } }),
      command({ id, expectedVersion: 1, deadlines: { set: [at('a', 9)], cancel: ['b', 'none'] } }),
      command({ id, expectedVersion: 1, deadlines: { set: [at('lost', 1)], cancel: ['a'] } }),
    ]);
    const stored = async () =>
      (await deadlines()).map(({ timerId, dueAt }) => ({ timerId, dueAt }));
    expect(await stored()).toEqual([at('a', 9)]);
    const undone = transactions.run(async (tx) => {
      const change = { set: [at('c', 3)], cancel: ['a'] };
      await log.append([command({ id, expectedVersion: 2, deadlines: change })], tx);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const [only] = await deadlines();
    expect(only).toEqual({
      stream: { tenantId, category: 'complaint', id },
      ...at('a', 9),
      partition: (await log.readStream(command({ id }).stream))[0]?.position.partition,
    });
  });
}

function countByStatus(results: readonly (AppendResult | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const status = result?.status ?? 'unanswered';
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
