import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ProjectionWorld, projectionWorld } from '../../test/projection-world.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import { type FoldLanes, type Projection, rebuildProjection, threadLanes } from '../index.js';

const projection = tallyProjection as Projection;
const entryOf = (name: string) => pathToFileURL(join(__dirname, '../../test', name));

describe('threads that fold', () => {
  let world: ProjectionWorld;
  let lanes: FoldLanes | undefined;

  function threads(entry: string, count = 2): FoldLanes {
    lanes = threadLanes(entryOf(entry), count);
    return lanes;
  }

  const rebuild = (entry: string, count?: number) =>
    rebuildProjection(
      world.rebuildOptions(projection, { lanes: threads(entry, count), workers: 3 }),
    );

  /** Last offset by partition. */
  async function endsOfLog(): Promise<[partition: number, end: number][]> {
    const ends = await world.log.tail();
    return [...ends].map(([place, end]) => [Number(place.slice('intake/'.length)), end]);
  }

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
    const given = Array.from({ length: 60 }, (_, n) => {
      return { id: `t-${n}`, type: 'PointsGiven', schemaVersion: 2, data: { points: n + 2 } };
    });
    await world.give(...given, ...given);
    await world.caughtUp(await world.start(await world.prepare(projection)));
    await world.stopAll();
  });
  afterEach(() => lanes?.close());
  afterAll(() => world.close());

  it('build what this thread builds, and say how far they are', async () => {
    const told: number[] = [];
    const certificate = await rebuildProjection(
      world.rebuildOptions(projection, {
        lanes: threads('fold-thread.main.mjs'),
        workers: 3,
        onProgress: ({ phase, events, eventsTotal }) => {
          if (phase === 'FOLD') told.push(events / eventsTotal);
        },
      }),
    );
    expect(certificate).toMatchObject({ events: 120, equalToLive: true });
    expect(certificate).toMatchObject(await world.hashInMemory(projection));
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  }, 60_000);

  it('hand errors over with message and code, and go on', async () => {
    const made = threads('fold-thread.main.mjs', 1);
    const range = { upTo: Object.fromEntries(await endsOfLog()) };
    const task = { connection: world.service.owner, name: 'tallies', range, isPart: false };
    const fold = (table: string) => made.fold({ ...task, table }, () => undefined);
    await expect(fold('nowhere')).rejects.toMatchObject({
      message: 'relation "nowhere" does not exist',
      code: '42P01',
    });
    await expect(made.fold({ ...task, name: 'x', table: 'x' }, () => undefined)).rejects.toThrow(
      'there is no projection x here',
    );
    await world.asOwner((owner) =>
      owner.query('create table somewhere as select * from tallies_v1 where false'),
    );
    expect((await fold('somewhere')).reduce((sum, { events }) => sum + events, 0)).toBe(120);
  }, 60_000);

  it('fail the rebuild when one of them dies, and every task after that', async () => {
    const live = await world.hashInMemory(projection);
    await expect(rebuild('dying-thread.main.mjs')).rejects.toThrow(
      'a fold thread ended with code 3',
    );
    await expect(rebuild('no-such-thread.main.mjs')).rejects.toThrow('a fold thread died');
    expect(await rebuild('fold-thread.main.mjs', 1)).toMatchObject({ ...live, equalToLive: true });
  }, 60_000);
});
