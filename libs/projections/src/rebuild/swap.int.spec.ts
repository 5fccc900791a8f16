import { withTenant } from '@redress/postgres';
import {
  type Given,
  pause,
  type ProjectionWorld,
  projectionWorld,
} from '../../test/projection-world.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import {
  activeTable,
  certificatesOf,
  type KeptProjections,
  keepProjections,
  type Projection,
  rebuildProjection,
  verifyProjection,
} from '../index.js';

const given = (id: string, points: number): Given => {
  return { id, type: 'PointsGiven', schemaVersion: 2, data: { points } };
};

describe('a swap', () => {
  let world: ProjectionWorld;
  let made = 0;
  const kept: KeptProjections[] = [];

  /** A projection of its own, with its consumers. */
  async function keep(more: Partial<Projection> = {}) {
    made += 1;
    const projection = { ...(tallyProjection as Projection), name: `tallies_${made}`, ...more };
    await world.prepare(projection);
    const projections = await keepProjections(world.keepOptions([projection]));
    kept.push(projections);
    return { projection, projections, name: projection.name };
  }

  async function caughtUp(projections: KeptProjections): Promise<void> {
    for (const consumer of projections.consumers()) await world.caughtUp(consumer);
  }

  const shownRows = (name: string) =>
    withTenant(world.service.reader, 'one', async (client) => {
      const { rows } = await client.query<{ count: number; sum: number }>(
        `select count(*)::int as count, coalesce(sum(gifts), 0)::int as sum from ${name}`,
      );
      return rows[0] ?? { count: 0, sum: 0 };
    });

  const states = async (name: string) => {
    const { rows } = await world.service.writer.query<{ table_name: string; state: string }>(
      'select table_name, state from projection_generations where name = $1 order by generation',
      [name],
    );
    return rows.map(({ table_name, state }) => `${table_name.slice(name.length + 1)} ${state}`);
  };

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
    for (let n = 0; n < 20; n += 1) await world.give(given(`t-${n}`, n + 1));
  });
  afterEach(async () => {
    await Promise.all(kept.splice(0).map((each) => each.stop({ drainMs: 1_000 })));
  });
  afterAll(() => world.close());

  it('G9: lets readers read on, and never shows them less than before', async () => {
    const { name, projection, projections } = await keep();
    await caughtUp(projections);
    let isOver = false;
    let reads = 0;
    let longestMs = 0;
    const reader = async () => {
      for (let before = { count: 0, sum: 0 }; !isOver; ) {
        const startedAt = performance.now();
        const now = await shownRows(name);
        longestMs = Math.max(longestMs, performance.now() - startedAt);
        // Nothing is ever taken away in this log, so both only grow.
        expect(now.count).toBeGreaterThanOrEqual(before.count);
        expect(now.sum).toBeGreaterThanOrEqual(before.sum);
        before = now;
        reads += 1;
      }
    };
    const writer = async () => {
      for (let n = 0; !isOver; n += 1) {
        await world.give(given(`new-${n}`, 3), given(`t-${n % 20}`, 1));
        await pause(5);
      }
    };
    const loops = Promise.all([reader(), reader(), writer()]);
    try {
      for (let round = 0; round < 3; round += 1) {
        expect(await projections.rebuild(name)).toMatchObject({ equalToLive: true });
        const startedAt = performance.now();
        await projections.rollBack(name);
        expect(performance.now() - startedAt).toBeLessThan(2_000);
        await projections.verify(name);
      }
    } finally {
      isOver = true;
      await loops;
    }
    expect(reads).toBeGreaterThan(20);
    expect(longestMs).toBeLessThan(2_000);
    await caughtUp(projections);
    const table = (await activeTable(world.service.writer, name)) ?? '';
    expect(await world.hash({ projection, table })).toEqual(await world.hashInMemory(projection));
  }, 60_000);

  it('goes back to the generation before, and forth again', async () => {
    const { name, projections } = await keep();
    await projections.rebuild(name);
    expect(await states(name)).toEqual(['v1 WARM', 'v1_g2 ACTIVE']);
    expect(await projections.rollBack(name)).toBe(`${name}_v1`);
    expect(await states(name)).toEqual(['v1 ACTIVE', 'v1_g2 WARM']);
    expect(await projections.rollBack(name)).toBe(`${name}_v1_g2`);
    await projections.rebuild(name);
    expect(await states(name)).toEqual(['v1 DROPPED', 'v1_g2 WARM', 'v1_g3 ACTIVE']);
  });

  it('goes back to nothing when there is nothing', async () => {
    const { name, projections } = await keep();
    await expect(projections.rollBack(name)).rejects.toMatchObject({
      code: 'NOTHING_TO_ROLL_BACK',
    });
    await expect(projections.rollBack('others')).rejects.toMatchObject({
      code: 'PROJECTION_UNKNOWN',
    });
  });

  it('waits for a reader who holds the view, and gives way to others meanwhile', async () => {
    const { name, projections } = await keep();
    await caughtUp(projections);
    const holder = await world.service.reader.connect();
    await holder.query('begin');
    await holder.query(`select * from ${name}`);
    const swap = projections.rebuild(name);
    const startedAt = performance.now();
    while (performance.now() - startedAt < 1_000) {
      const readAt = performance.now();
      await shownRows(name);
      // Longer than the lock timeout of the swap nobody waits behind it.
      expect(performance.now() - readAt).toBeLessThan(800);
    }
    expect(await states(name)).toEqual(['v1 ACTIVE', 'v1_g2 FILLED']);
    await holder.query('commit');
    holder.release();
    await swap;
    expect(await states(name)).toEqual(['v1 WARM', 'v1_g2 ACTIVE']);
  });

  it('repairs a row that was corrupted, and the certificate names it', async () => {
    const { name, projection, projections } = await keep();
    await caughtUp(projections);
    await world.service.writer.query(
      `update ${name}_v1 set gifts = gifts + 1 where tenant_id = 'one' and key = 't-3'`,
    );
    await world.service.writer.query(`update ${name}_v1 set shown = false where key = 't-5'`);
    const differences = [
      { tenantId: 'one', key: 't-3', columns: ['gifts'] },
      { tenantId: 'one', key: 't-5', columns: ['shown', ...Object.keys(projection.columns)] },
    ];
    expect(await projections.verify(name)).toMatchObject({ equalToLive: false, differences });
    expect(await projections.rebuild(name)).toMatchObject({ equalToLive: false, differences });
    expect(await projections.verify(name)).toMatchObject({ equalToLive: true, differences: [] });
    const table = `${name}_v1_g3`;
    expect(await world.hash({ projection, table })).toEqual(await world.hashInMemory(projection));
    const certificates = await certificatesOf(world.service.writer, { name });
    expect(certificates.map(({ equalToLive }) => equalToLive)).toEqual([true, false, false]);
  });

  it('is done by one rebuild at a time', async () => {
    const { name, projection, projections } = await keep();
    let more = async () => undefined as undefined;
    const first = rebuildProjection(
      world.rebuildOptions(projection, {
        onStep: (step) => (step === 'filled' ? more() : undefined),
      }),
    );
    const refused = new Promise<unknown>((resolve) => {
      more = async () => {
        resolve(await projections.verify(name).catch((error: unknown) => error));
      };
    });
    expect(await refused).toMatchObject({ code: 'REBUILD_RUNNING' });
    expect(await first).toMatchObject({ equalToLive: true });
  });

  it('is refused while keys are parked: what they wait with is missing in the live one', async () => {
    const { name, projection, projections } = await keep({
      fold(state, event) {
        if (event.envelope.stream.id === 'poison') throw new Error('poison');
        return (tallyProjection as Projection).fold(state, event);
      },
    });
    await world.give(given('poison', 1));
    await caughtUp(projections);
    const rebuild = rebuildProjection(world.rebuildOptions(projection));
    await expect(rebuild).rejects.toMatchObject({ code: 'PARKED_KEYS' });
    const verify = verifyProjection(world.rebuildOptions(projection));
    await expect(verify).rejects.toMatchObject({ code: 'PARKED_KEYS' });
    expect(await states(name)).toEqual(['v1 ACTIVE']);
  });
});
