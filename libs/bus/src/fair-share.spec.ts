import fc from 'fast-check';
import { type Holding, sharePlan } from './fair-share.js';
import { type GroupView, type OwnershipRow, partitionKey } from './ownership-store.port.js';

const nothing: Holding = { working: [], leaving: [], blocked: [] };

function view(members: number, rows: OwnershipRow[]): GroupView {
  return { group: 'g', members, rows };
}

const free = (partition: number): OwnershipRow => ({
  log: 'intake',
  partition,
  epoch: 1,
  isLive: false,
});
const owned = (partition: number, owner: string, isLive = true): OwnershipRow => ({
  ...free(partition),
  owner,
  isLive,
});
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('sharePlan', () => {
  it('takes all when alone, and its share when not', () => {
    const rows = range(16).map(free);
    expect(sharePlan(view(1, rows), 'a', nothing).claim).toHaveLength(16);
    expect(sharePlan(view(3, rows), 'a', nothing).claim).toHaveLength(6);
  });

  it('takes what a dead member owns, and leaves what a live one owns', () => {
    const rows = [owned(0, 'dead', false), owned(1, 'b'), free(2)];
    const { claim } = sharePlan(view(2, rows), 'a', nothing);
    expect(claim.map(({ partition }) => partition)).toEqual([0, 2]);
  });

  it('gives up what is above its share, and not twice', () => {
    const rows = range(4).map((n) => owned(n, 'a'));
    const plan = sharePlan(view(2, rows), 'a', { ...nothing, working: rows });
    expect(plan.release.map(({ partition }) => partition)).toEqual([2, 3]);
    expect(plan.isSettled).toBe(false);
    const later = { ...nothing, working: rows.slice(0, 2), leaving: rows.slice(2) };
    expect(sharePlan(view(2, rows), 'a', later).release).toEqual([]);
  });

  it('notices what was taken away, by owner or by epoch', () => {
    const rows = [owned(0, 'b'), { ...owned(1, 'a'), epoch: 2 }, owned(2, 'a')];
    const working = range(3).map((n) => owned(n, 'a'));
    const { lost } = sharePlan(view(1, rows), 'a', { ...nothing, working });
    expect(lost.map(({ partition }) => partition)).toEqual([0, 1]);
  });

  it('does not take a partition again whose old handler still runs', () => {
    const rows = [free(0), free(1)];
    const { claim } = sharePlan(view(1, rows), 'a', { ...nothing, blocked: [rows[0] ?? free(0)] });
    expect(claim.map(({ partition }) => partition)).toEqual([1]);
  });

  it('spreads each log over the members that come, whichever logs a group reads', () => {
    const logs = ['intake', 'triage', 'conduct', 'resolution'];
    // In the order of the database.
    const places = logs.flatMap((log) => range(16).map((n) => ({ ...free(n), log })));
    const owners = new Map(places.map((row) => [partitionKey(row), 'a']));
    for (const member of ['a', 'b', 'c', 'a', 'b', 'c']) {
      const rows = places.map((row) => {
        const owner = owners.get(partitionKey(row));
        return owner === undefined ? row : { ...row, owner, isLive: true };
      });
      const working = rows.filter((row) => 'owner' in row && row.owner === member);
      const { release, claim } = sharePlan(view(3, rows), member, { ...nothing, working });
      for (const each of release) owners.delete(partitionKey(each));
      for (const each of claim) owners.set(partitionKey(each), member);
    }
    const held = logs.flatMap((log) =>
      ['a', 'b', 'c'].map(
        (member) => range(16).filter((n) => owners.get(`${log}/${n}`) === member).length,
      ),
    );
    expect(held.reduce((sum, each) => sum + each)).toBe(64);
    expect([Math.min(...held), Math.max(...held)]).toEqual([5, 6]);
  });

  it('lets any number of members settle with shares that differ by the rounding only', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 48 }),
        (count, size) => {
          const members = range(count).map((n) => `m${n}`);
          const owners = new Map<number, string>(range(size).map((n) => [n, 'm0']));
          for (let round = 0; round < 3; round += 1) {
            for (const member of members) {
              const rows = range(size).map((n) => {
                const owner = owners.get(n);
                return owner === undefined ? free(n) : owned(n, owner);
              });
              const working = rows.filter((row) => row.owner === member);
              const plan = sharePlan(view(count, rows), member, { ...nothing, working });
              for (const { partition } of plan.release) owners.delete(partition);
              for (const { partition } of plan.claim) owners.set(partition, member);
            }
          }
          const shares = members.map((m) => [...owners.values()].filter((o) => o === m).length);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(size);
          expect(Math.max(...shares)).toBeLessThanOrEqual(Math.ceil(size / count));
        },
      ),
    );
  });
});
