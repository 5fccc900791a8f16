import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunningConsumer } from '@redress/bus';
import { catalogueOf } from '@redress/contracts';
import {
  type Given,
  pause,
  type ProjectionWorld,
  projectionWorld,
} from '../test/projection-world.js';
import { tallyEvents, tallyProjection } from '../test/tally-projection.js';
import {
  certificatesOf,
  foldAsOf,
  type KeptProjections,
  keepProjections,
  type Projection,
  reading,
  rebuildProjection,
  tableHash,
  threadLanes,
  verifyProjection,
} from './index.js';

const tally = tallyProjection as Projection;
const decision = { by: 'operator-7', reason: 'nobody can read it' };

/** Each test has events of a category of its own, so what one poisons concerns no other. */
const categories = Array.from({ length: 16 }, (_, n) => `tally${n}`);

const eventsIn = (category: string) => ({
  PointsGiven: { ...tallyEvents.PointsGiven, category },
  PointsCleared: { ...tallyEvents.PointsCleared, category },
});

const catalogue = catalogueOf(tallyEvents, ...categories.map(eventsIn));

/** The fold fails at every event of the stream `fragile`, while it does. */
const mood = { isBad: true };

function tallyOf(category: string): Projection {
  const { PointsGiven, PointsCleared } = eventsIn(category);
  return {
    ...tally,
    name: category,
    events: [reading(PointsGiven, ['points']), reading(PointsCleared, [])],
    fold(state, event) {
      if (mood.isBad && event.envelope.stream.id === 'fragile') throw new Error('in a bad mood');
      return tally.fold(state, event);
    },
  };
}

const given = (id: string, points: number): Given => {
  return { id, type: 'PointsGiven', schemaVersion: 2, data: { points } };
};
const unreadable: Given = { ...given('p', 1), schemaVersion: 9 };

/** What no consumer can take in, and what is said of it. */
const poisons: readonly (readonly [string, Given, string])[] = [
  ['of a version to come', unreadable, 'UNKNOWN_VERSION'],
  ['that fits no schema', { ...given('p', 1), data: { points: 'many' } }, 'INVALID_DATA'],
  [
    'with wrong data at which nobody looks',
    { id: 'p', type: 'PointsCleared', data: { by: 7 } },
    'INVALID_DATA',
  ],
  ['whose fold fails', given('fragile', 1), 'in a bad mood'],
];

describe('an event that a read model cannot take in', () => {
  let world: ProjectionWorld;
  let projection: Projection;
  let name: string;
  let made = 0;
  const kept: KeptProjections[] = [];

  const give = (...events: Given[]) =>
    world.give(...events.map((event) => ({ ...event, category: name })));

  async function keep(which = projection): Promise<KeptProjections> {
    await world.prepare(which);
    const projections = await keepProjections(world.keepOptions([which]));
    kept.push(projections);
    return projections;
  }

  async function caughtUp(projections: KeptProjections): Promise<void> {
    for (const consumer of projections.consumers()) await world.caughtUp(consumer);
  }

  function consumerOf(projections: KeptProjections, table: string): RunningConsumer {
    const found = projections.consumers().find(({ group }) => group === `intake.${table}`);
    if (!found) throw new Error(`nobody feeds ${table}`);
    return found;
  }

  /** Resolves when nothing waits in a group any more. */
  async function nothingParked(consumer: RunningConsumer): Promise<void> {
    const deadline = performance.now() + 30_000;
    while ((await consumer.parked()).length > 0) {
      if (performance.now() > deadline) throw new Error(`${consumer.group} keeps keys parked`);
      await pause(10);
    }
  }

  async function discardIn(projections: KeptProjections, table: string, id: string) {
    const consumer = consumerOf(projections, table);
    expect(await consumer.discard({ key: `one/${name}/${id}`, ...decision })).toBe(1);
    await nothingParked(consumer);
  }

  const query = async (statement: string, ...values: string[]) =>
    (await world.service.writer.query(statement, values)).rows;

  const states = async () => {
    const found = await query(
      `select table_name, state from projection_generations
       where name = $1 and state <> 'DROPPED' order by table_name`,
      name,
    );
    return found.map(({ table_name, state }) => `${table_name.slice(name.length + 1)} ${state}`);
  };

  /** Where the last event of a stream and type stands, as messages say it. */
  async function placeOf({ id, type }: Given): Promise<string> {
    const found = (await world.records()).filter(
      ({ envelope: { stream, type: ofType } }) =>
        stream.category === name && stream.id === id && ofType === type,
    );
    const position = found.at(-1)?.position;
    return `intake/${position?.partition}/${position?.offset}`;
  }

  beforeAll(async () => {
    world = await projectionWorld(catalogue);
  });
  beforeEach(async () => {
    mood.isBad = true;
    name = categories[made] ?? '';
    made += 1;
    projection = tallyOf(name);
    await give(...Array.from({ length: 6 }, (_, n) => given(`t-${n}`, n + 1)));
  });
  afterEach(async () => {
    await Promise.all(kept.splice(0).map((each) => each.stop({ drainMs: 1_000 })));
  });
  afterAll(() => world.close());

  it.each(poisons)('%s is left out once it was discarded live, and counted', async (...of) => {
    const [, poison] = of;
    const projections = await keep();
    await give(given('p', 3), poison, ...(poison.id === 'p' ? [given('p', 5)] : []));
    await caughtUp(projections);
    await discardIn(projections, `${name}_v1`, poison.id);
    const expected = { equalToLive: true, leftOut: 1, differences: [] };
    expect(await projections.verify(name)).toMatchObject(expected);
    expect(await projections.rebuild(name)).toMatchObject(expected);
    // What was rebuilt lacks it as well, and knows who decided that; what was compared is gone.
    expect(await projections.verify(name)).toMatchObject(expected);
    const discarded = await query(
      `select consumer, state, decided_by, reason, decided_at, record::text from parked
       where consumer like $1 and state = 'DISCARDED' order by consumer`,
      `intake.${name}\\_v1%`,
    );
    expect(discarded).toMatchObject([
      { consumer: `intake.${name}_v1`, decided_by: decision.by, reason: decision.reason },
      { ...discarded[0], consumer: `intake.${name}_v1_g3` },
    ]);
  });

  it('is left out of a new version, and of the past', async () => {
    const projections = await keep();
    await give(unreadable, given('p', 5));
    await caughtUp(projections);
    await discardIn(projections, `${name}_v1`, 'p');
    const at = '2100-01-01T00:00:00.000Z';
    const asOf = await foldAsOf(
      { ...world.rebuildOptions(projection), at, axis: 'recorded' },
      tableHash,
    );
    expect(asOf).toEqual(await world.hash({ projection, table: `${name}_v1` }));
    await keep({ ...projection, version: 2 });
    expect(await states()).toEqual(['v1 WARM', 'v2 ACTIVE']);
    const [certificate] = await certificatesOf(world.service.writer, { name });
    expect(certificate).toMatchObject({ version: 2, leftOut: 1, rows: asOf.rows });
  });

  it('is left out where it came and was discarded while the rebuild ran', async () => {
    const projections = await keep();
    await caughtUp(projections);
    const certificate = await rebuildProjection(
      world.rebuildOptions(projection, {
        async onStep(step) {
          if (step !== 'filled') return;
          await give(unreadable, given('p', 5));
          await caughtUp(projections);
          await discardIn(projections, `${name}_v1`, 'p');
        },
      }),
    );
    expect(certificate).toMatchObject({ equalToLive: true, leftOut: 1 });
  });

  it('is left out by the generation that left it out, and by no other', async () => {
    const projections = await keep();
    await projections.rebuild(name);
    await give(given('fragile', 1));
    await caughtUp(projections);
    await discardIn(projections, `${name}_v1`, 'fragile');
    mood.isBad = false;
    const second = consumerOf(projections, `${name}_v1_g2`);
    expect(await second.redrive()).toBe(1);
    await nothingParked(second);
    const killed = verifyProjection(
      world.rebuildOptions(projection, {
        onStep(step) {
          if (step === 'filled') throw new Error('killed');
        },
      }),
    );
    await expect(killed).rejects.toThrow('killed');
    // The shadow that was left behind has the event, which what is shown from here on has not.
    expect(await projections.rollBack(name)).toBe(`${name}_v1`);
    expect(await projections.verify(name)).toMatchObject({ equalToLive: true, leftOut: 1 });
    expect(await projections.rollBack(name)).toBe(`${name}_v1_g2`);
    expect(await projections.verify(name)).toMatchObject({ equalToLive: true, leftOut: 0 });
  });

  it('is named where it is parked, and is no difference', async () => {
    const projections = await keep();
    await give(unreadable);
    const place = await placeOf(unreadable);
    await give(given('p', 5));
    await caughtUp(projections);
    for (const work of [projections.verify, projections.rebuild]) {
      await expect(work(name)).rejects.toMatchObject({
        code: 'PARKED_KEYS',
        message: expect.stringContaining(
          `1 of its keys are parked, first one/${name}/p by ${place}, ` +
            `${name}.PointsGiven: UNKNOWN_VERSION`,
        ),
      });
    }
    expect(await states()).toEqual(['v1 ACTIVE']);
    expect(await certificatesOf(world.service.writer, { name })).toEqual([]);
  });

  it.each(poisons)('%s is named where nobody has met it, and nothing is kept', async (...of) => {
    const [, poison, why] = of;
    await world.prepare(projection);
    await give(given('p', 3), poison);
    const place = await placeOf(poison);
    for (const work of [verifyProjection, rebuildProjection]) {
      await expect(work(world.rebuildOptions(projection))).rejects.toMatchObject({
        code: 'POISON_EVENT',
        message: expect.stringMatching(
          `^${name} cannot take in ${place}, ${name}.${poison.type}: .*${why}.* discard it`,
        ),
      });
    }
    expect(await states()).toEqual(['v1 ACTIVE']);
    expect(await query(`select * from ${name}_v1`)).toEqual([]);
    expect(await certificatesOf(world.service.writer, { name })).toEqual([]);
    const shadows = await query('select from pg_class where relname like $1', `${name}_v1_g%`);
    expect(shadows).toEqual([]);
  });

  it('is named as well where threads fold', async () => {
    await world.prepare(tally);
    await world.give(unreadable);
    const lanes = threadLanes(pathToFileURL(join(__dirname, '../test/fold-thread.main.mjs')), 1);
    try {
      const verify = verifyProjection(world.rebuildOptions(tally, { lanes }));
      await expect(verify).rejects.toMatchObject({ name: 'RebuildError', code: 'POISON_EVENT' });
    } finally {
      await lanes.close();
    }
  });

  it('is named where it came between comparison and swap, and what is shown stays', async () => {
    const projections = await keep();
    await caughtUp(projections);
    const rebuild = rebuildProjection(
      world.rebuildOptions(projection, {
        async onStep(step) {
          if (step !== 'compared') return;
          await give(unreadable);
          await caughtUp(projections);
        },
      }),
    );
    await expect(rebuild).rejects.toMatchObject({ code: 'POISON_EVENT' });
    expect(await states()).toEqual(['v1 ACTIVE']);
  });
});
