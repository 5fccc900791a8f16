import {
  type BusWorld,
  append,
  commitBatch,
  counted,
  eventually,
  freshGroup,
  isExactlyOnce,
  keyOfPartition,
  leaseMs,
  pause,
  renewMs,
} from './bus-world.js';
import { deliverySuite } from './delivery-suite.js';
import type { RecordBatch } from '../src/index.js';

/** Who owns a partition, and what a former owner can still do: items 9 to 13. */
export function ownershipContract(openWorld: () => Promise<BusWorld>): void {
  const { world, start, committing, shares, isShared } = deliverySuite(openWorld);

  test('9: one key never runs twice at once across members that come and go', async () => {
    const group = freshGroup();
    const busy = new Set<number>();
    let collisions = 0;
    const handler = async (batch: RecordBatch) => {
      if (busy.has(batch.partition)) collisions += 1;
      busy.add(batch.partition);
      await pause(5);
      await commitBatch(world(), group, batch);
      busy.delete(batch.partition);
    };
    const first = await start(group, handler, { maxBatch: 1 });
    await pause(renewMs);
    const second = await start(group, handler, { maxBatch: 1 });
    await pause(2 * renewMs);
    await first.stop({ drainMs: 1_000 });
    await eventually('all handled', () => isExactlyOnce(world(), group));
    await second.stop({ drainMs: 1_000 });
    expect(collisions).toBe(0);
  });

  test('10: not committed is delivered again, committed is not applied twice', async () => {
    const group = freshGroup();
    const crashing = world().member();
    let commits = 0;
    await start(
      group,
      async (batch) => {
        // Half of the partitions are committed, the others not; then this member is gone.
        if (batch.partition % 2 === 0) await commitBatch(world(), group, batch);
        commits += 1;
        crashing.freeze();
        await new Promise(() => undefined);
      },
      {},
      crashing,
    );
    await eventually('some work was done', () => commits === 4);
    await start(group, committing(group));
    await eventually('the rest is done', () => isExactlyOnce(world(), group));
    crashing.thaw();
  });

  test.each([
    ['is rejected by the fence', true],
    ['would double the effects without it (proof that this test bites)', false],
  ])("11: a zombie owner's commit %s", async (_, fenced) => {
    const group = freshGroup();
    const zombie = world().member();
    const late: RecordBatch[] = [];
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const answers: boolean[] = [];
    await start(
      group,
      async (batch) => {
        late.push(batch);
        zombie.freeze();
        await asleep;
        answers.push(await commitBatch(world(), group, batch, fenced));
      },
      {},
      zombie,
    );
    await eventually('the zombie is at work', () => late.length === 4);
    await start(group, committing(group));
    await eventually('all is handled', () => isExactlyOnce(world(), group));
    // It has been told by now; a commit that does not listen is what the fence is for.
    await eventually('it is told', () => late.every((batch) => batch.signal.aborted));
    wake();
    await eventually('the zombie is through', () => answers.length === 4);
    expect(answers).toEqual(Array.from({ length: 4 }, () => !fenced));
    expect(await isExactlyOnce(world(), group)).toBe(fenced);
    zombie.thaw();
  });

  /** The bound of reliability, and what a test machine with two busy cores adds to it. */
  const within = (boundMs: number) => boundMs + 5_000;

  test('12: members join, leave and freeze; every partition is owned within the bound', async () => {
    const group = freshGroup();
    const frozen = world().member();
    const first = await start(group, committing(group));
    await eventually('one owns all', () => isShared(first, 1), within(2 * renewMs));
    const second = await start(group, committing(group));
    await eventually('two share', () => isShared(first, 2), within(4 * renewMs));
    await start(group, committing(group), {}, frozen);
    const isFair = async () => (await shares(first)).join() === '4,6,6';
    await eventually('three share fairly', isFair, within(6 * renewMs));
    await second.stop({ drainMs: 500 });
    await eventually('two share again', () => isShared(first, 2), within(3 * renewMs));
    frozen.freeze();
    await eventually(
      'the frozen one has lost all',
      () => isShared(first, 1),
      within(leaseMs + 4 * renewMs),
    );
    await append(world().log, counted(keyOfPartition, 32));
    await eventually('work goes on', () => isExactlyOnce(world(), group));
    frozen.thaw();
    await eventually('it comes back', () => isShared(first, 2), within(4 * renewMs));
    expect(await isExactlyOnce(world(), group)).toBe(true);
  });

  test('13: a slow handler that beats keeps its partition, a silent one loses it', async () => {
    const [beating, silent] = [freshGroup(), freshGroup()];
    const epochs = new Map<string, Set<number>>();
    const aborted = new Set<string>();
    const slowPartitions = 4;
    const slow = (group: string, isBeating: boolean) => async (batch: RecordBatch) => {
      const key = `${group}/${batch.partition}`;
      const isFirst = !epochs.has(key);
      epochs.set(key, (epochs.get(key) ?? new Set()).add(batch.epoch));
      const isSlow = isFirst && batch.partition < slowPartitions;
      // The first delivery takes three leases.
      for (let waited = 0; isSlow && waited < 3 * leaseMs; waited += 100) {
        await pause(100);
        if (isBeating) await batch.beat();
      }
      if (batch.signal.aborted) aborted.add(key);
      await commitBatch(world(), group, batch);
    };
    await start(beating, slow(beating, true), { maxBatch: 500 });
    await start(silent, slow(silent, false), { maxBatch: 500 });
    await eventually('the silent group too', () => isExactlyOnce(world(), silent), 20_000);
    await eventually('the beating group', () => isExactlyOnce(world(), beating), 20_000);
    const of = (group: string) => [...epochs].filter(([key]) => key.startsWith(group));
    expect(of(beating).every(([, seen]) => seen.size === 1)).toBe(true);
    expect(
      of(silent)
        .map(([, seen]) => seen.size)
        .filter((size) => size === 2),
    ).toHaveLength(slowPartitions);
    expect([...aborted].sort()).toEqual([0, 1, 2, 3].map((partition) => `${silent}/${partition}`));
  });
}
