import { batchLength, batchParameters } from './append-batch.js';
import { encodeCommand, reservationDigest } from './append-command.js';
import { command, idempotency } from '../test/log-fixture.js';

const bound = { commands: 3, size: 1_000_000 };

describe('a batch', () => {
  it('ends at its bounds, but never holds nothing', () => {
    const queue = [1, 2, 3, 4].map(() => encodeCommand(command()));
    expect(batchLength(queue, bound)).toBe(3);
    expect(batchLength(queue, { commands: 3, size: 10 })).toBe(1);
    const size = (queue[0]?.size ?? 0) + (queue[1]?.size ?? 0);
    expect(batchLength(queue, { commands: 3, size })).toBe(2);
    expect(batchLength([], bound)).toBe(0);
  });

  it('holds a reservation once, and one ordering key of a stream', () => {
    const reserve = [{ kind: 'ref', key: 'A' }];
    const rivals = [command({ reserve }), command(), command({ reserve })];
    expect(batchLength(rivals.map(encodeCommand), bound)).toBe(2);
    const streams = [command({ id: 'x' }), command({ id: 'x', expectedVersion: 1 })];
    expect(batchLength(streams.map(encodeCommand), bound)).toBe(2);
    const torn = [command({ id: 'x' }), command({ id: 'x', orderingKey: 'other' })];
    expect(batchLength(torn.map(encodeCommand), bound)).toBe(1);
  });

  it('names the first command of the same stream and of the same key', () => {
    const key = idempotency();
    const batch = [
      command({ id: 'a' }),
      command({ id: 'b', idempotency: key }),
      command({ id: 'a', expectedVersion: 1, idempotency: key }),
    ].map(encodeCommand);
    const heads = batchParameters(batch)[0]
      .split('\x1e')
      .map((row) => row.split('\x1f').slice(0, 2));
    expect(heads).toEqual([
      ['1', ''],
      ['2', '2'],
      ['1', '2'],
    ]);
  });

  it('a reservation of one tenant and kind is none of another', () => {
    const digests = [
      reservationDigest('t', 'k', 'x'),
      reservationDigest('t', 'kx', ''),
      reservationDigest('tk', '', 'x'),
      reservationDigest('t', 'k', 'y'),
    ];
    expect(new Set(digests).size).toBe(4);
  });
});
