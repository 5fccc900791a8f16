import type { CheckpointMove } from './checkpoint-store.port.js';
import { GatheredSkips } from './gathered-skips.js';

const move = (partition: number, from: number, to: number, epoch = 1): CheckpointMove => ({
  ...{ group: 'g', log: 'intake', partition },
  ...{ from, to, epoch },
});

/** Statements that were sent; each is answered by the next of these answers, or by yes. */
function world(answers: (readonly boolean[] | Error)[] = []) {
  const sent: CheckpointMove[][] = [];
  const skips = new GatheredSkips(async (moves) => {
    sent.push([...moves]);
    const answer = answers.shift() ?? moves.map(() => true);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { sent, skips };
}

describe('checkpoints that follow behind what is skipped', () => {
  it('go at once, and what comes meanwhile together, steps of a partition as one', async () => {
    const { sent, skips } = world();
    expect(await skips.add(move(0, -1, 3))).toBe(true);
    const later = [skips.add(move(0, 3, 5)), skips.add(move(1, 7, 8)), skips.add(move(0, 5, 9))];
    expect(await Promise.all(later)).toEqual([true, true, true]);
    expect(sent).toEqual([[move(0, -1, 3)], [move(0, 3, 9), move(1, 7, 8)]]);
  });

  it('do not wait when somebody is in a hurry', async () => {
    const { skips } = world();
    await skips.add(move(0, -1, 3));
    const startedAt = performance.now();
    const moved = skips.add(move(0, 3, 5));
    skips.hurry();
    await moved;
    expect(performance.now() - startedAt).toBeLessThan(40);
  });

  it('tell whoever is not the owner any more, and nobody else', async () => {
    const { skips } = world([[false, true]]);
    const both = [skips.add(move(0, 3, 5)), skips.add(move(1, 3, 5))];
    expect(await Promise.all(both)).toEqual([false, true]);
  });

  it('never move on an epoch that has ended', async () => {
    const { sent, skips } = world();
    const [old, own] = [skips.add(move(0, 3, 5, 1)), skips.add(move(0, 3, 4, 2))];
    expect(await Promise.all([old, own])).toEqual([false, true]);
    expect(sent).toEqual([[move(0, 3, 4, 2)]]);
  });

  it('are tried again while the database is away, with what has come since', async () => {
    const away = Object.assign(new Error('away'), { code: '57P01' });
    const { sent, skips } = world([away]);
    expect(await skips.add(move(0, 3, 5))).toBe(true);
    expect(sent).toEqual([[move(0, 3, 5)], [move(0, 3, 5)]]);
  });

  it('fail with whatever no further try can mend', async () => {
    const { skips } = world([new Error('no such table')]);
    await expect(skips.add(move(0, 3, 5))).rejects.toThrow('no such table');
  });
});
