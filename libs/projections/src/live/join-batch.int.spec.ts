import { pgTransactions, pgTx } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import fc from 'fast-check';
import { householdProjection, personCatalogue } from '../../test/household-projection.js';
import { type Given, type ProjectionWorld, projectionWorld } from '../../test/projection-world.js';
import { applyBatch } from './apply-batch.js';
import { foldInMemory } from '../fold/fold-in-memory.js';
import {
  type Generation,
  type ProjectedEvent,
  type Projection,
  rebuildProjection,
} from '../index.js';

const projection = householdProjection as Projection;
const household = (name: string): Projection => ({ ...projection, name });

const paid = (id: string, cents: number): Given => person(id, 'PersonPaid', { cents });
const shared = (id: string, withId: string): Given => person(id, 'HouseShared', { withId });
const parted = (id: string, fromId: string): Given => person(id, 'HouseParted', { fromId });

function person(id: string, type: string, data: unknown): Given {
  return { category: 'person', id, type, data };
}

/** An event as `applyBatch` takes it, of whatever partition. */
function projected({ id, type, data }: Given, partition: number): ProjectedEvent {
  const occurredAt = '2026-03-01T09:00:00.000Z';
  const actor = systemActor('suite');
  const stream = { tenantId: 'one', category: 'person', id };
  return {
    event: { type, occurredAt, actor, data },
    envelope: {
      ...{ stream, version: 1, type, occurredAt, recordedAt: occurredAt, origin: 'LIVE', actor },
    },
    source: { log: 'intake', partition, offset: 0 },
  };
}

describe('joined rows', () => {
  let world: ProjectionWorld;
  let made = 0;

  const fresh = () => {
    made += 1;
    return world.prepare(household(`households_${made}`));
  };

  async function rowsOf({ table }: Generation) {
    const { rows } = await world.service.writer.query<{
      key: string;
      paid: string;
      of_all: string;
      members: string[];
      head: string;
    }>(
      `select key, paid, of_all, members, head from ${table} where shown order by key collate "C"`,
    );
    return rows.map((row) => ({ ...row, paid: Number(row.paid), of_all: Number(row.of_all) }));
  }

  beforeAll(async () => {
    world = await projectionWorld(personCatalogue);
  });
  afterEach(() => world.stopAll());
  afterAll(() => world.close());

  it('are the same for any interleaving and batch size: live, from the start, rebuilt, in memory', async () => {
    const id = fc.constantFrom('a', 'B', 'c', 'D', 'e', 'f', 'Z', 'g');
    const step = fc.oneof(
      fc.tuple(id, fc.integer({ min: 1, max: 99 })).map(([who, cents]) => paid(who, cents)),
      fc.tuple(id, fc.oneof(id, fc.constant('nobody'))).map(([who, other]) => shared(who, other)),
      fc.tuple(id, fc.oneof(id, fc.constant('nobody'))).map(([who, other]) => parted(who, other)),
    );
    const history = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { maxLength: 5 });
    const live = await fresh();
    const follower = await world.start(live);
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom(1, 7, 500), async (calls, maxBatch) => {
        for (const events of calls) await world.give(...events);
        const again = await fresh();
        const limits = { maxBatch, maxWaitMs: 50 };
        const consumer = await world.start(again, { limits });
        await world.caughtUp(consumer);
        await world.caughtUp(follower);
        const expected = await world.hashInMemory(projection);
        expect(await world.hash(again)).toEqual(expected);
        expect(await world.hash(live)).toEqual(expected);
        const options = world.rebuildOptions(again.projection);
        const certificate = await rebuildProjection(options);
        await options.lanes.close();
        expect(certificate).toMatchObject({ ...expected, equalToLive: true, differences: [] });
        await consumer.stop({ drainMs: 1_000 });
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect((await rowsOf(live)).some(({ members }) => members.length > 1)).toBe(true);
  }, 60_000);

  it('follow links made, cut and made again, across partitions and in chains and cycles', async () => {
    const generation = await fresh();
    const consumer = await world.start(generation);
    const after = async (...events: Given[]) => {
      await world.give(...events);
      await world.caughtUp(consumer);
      const all = await rowsOf(generation);
      return all.flatMap(({ key, of_all, members }) =>
        key.startsWith('link-') ? [`${key.slice(5)} ${of_all} ${members.length}`] : [],
      );
    };
    const [a, b, c, d] = ['link-a', 'link-b', 'link-c', 'link-d'];
    expect(await after(paid(a, 1), paid(b, 10), paid(c, 100))).toEqual([
      'a 1 1',
      'b 10 1',
      'c 100 1',
    ]);
    expect(await after(shared(a, b))).toEqual(['a 11 2', 'b 11 2', 'c 100 1']);
    expect(await after(shared(b, c), shared(c, a))).toEqual(['a 111 3', 'b 111 3', 'c 111 3']);
    expect(await after(parted(b, c))).toEqual(['a 111 3', 'b 111 3', 'c 111 3']);
    expect(await after(parted(a, b))).toEqual(['a 101 2', 'b 10 1', 'c 101 2']);
    expect(await after(parted(c, a))).toEqual(['a 1 1', 'b 10 1', 'c 100 1']);
    expect(await after(shared(a, d))).toEqual(['a 1 1', 'b 10 1', 'c 100 1']);
    expect(await after(paid(d, 1_000))).toEqual(['a 1001 2', 'b 10 1', 'c 100 1', 'd 1001 2']);
    expect(await after(shared(b, a), shared(b, a))).toEqual([
      ...['a 1011 3', 'b 1011 3', 'c 100 1', 'd 1011 3'],
    ]);
  });

  it('keep tenants with equal keys apart', async () => {
    const generation = await fresh();
    const consumer = await world.start(generation);
    const other = (event: Given): Given => ({ ...event, tenantId: 'two' });
    await world.give(paid('t-a', 1), paid('t-b', 2), other(paid('t-a', 5)), other(paid('t-b', 7)));
    await world.give(shared('t-a', 't-b'));
    await world.caughtUp(consumer);
    const { rows } = await world.service.writer.query(
      `select tenant_id, key, of_all::int from ${generation.table} where key like 't-%' order by 1, 2`,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ...[
        ['one', 't-a', 3],
        ['one', 't-b', 3],
      ],
      ...[
        ['two', 't-a', 5],
        ['two', 't-b', 7],
      ],
    ]);
  });

  it('are right when the owners of two partitions work on one component at the same time', async () => {
    const generation = await fresh();
    const transactions = pgTransactions(world.service.writer);
    const all: ProjectedEvent[] = [];
    const apply = (partition: number, ...events: Given[]) =>
      transactions.run(async (tx) => {
        const batch = events.map((event) => projected(event, partition));
        await applyBatch({ ...pgTx(tx), service: 'intake', generation, partition }, batch);
        all.push(...batch);
      });
    // Each partition has its own people: 0 has a and b, 1 has c and d, 2 has e.
    await apply(0, shared('a', 'c'), shared('b', 'nobody'));
    for (let round = 0; round < 120; round += 1) {
      const link = round % 3 === 0 ? shared : parted;
      await Promise.all([
        apply(0, paid('a', round + 1), ...(round % 4 === 0 ? [link('b', 'd')] : [])),
        apply(1, paid('c', round + 2), paid('d', 1)),
        apply(2, paid('e', 3), ...(round % 5 === 0 ? [link('e', 'a')] : [])),
      ]);
      const expected = foldInMemory(projection, all)
        .filter(({ shown }) => shown)
        .map(({ key, paid: own, of_all, members, head }) => ({
          key,
          paid: own,
          of_all,
          members,
          head,
        }))
        .sort((one, two) => (one.key < two.key ? -1 : 1));
      expect(await rowsOf(generation)).toEqual(expected);
    }
  }, 60_000);
});
