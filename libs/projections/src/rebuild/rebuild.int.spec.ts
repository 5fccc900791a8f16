import type { RunningConsumer } from '@redress/bus';
import {
  type Given,
  pause,
  type ProjectionWorld,
  projectionWorld,
} from '../../test/projection-world.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import {
  activeTable,
  type Certificate,
  type Projection,
  type RebuildOptions,
  type RebuildStep,
  rebuildProjection,
  verifyProjection,
} from '../index.js';

const projection = tallyProjection as Projection;
const rebuilds = 100;

/** Numbers that look random and are the same in every run. */
function luckOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const steps: readonly RebuildStep[] = ['shadow', 'part', 'filled', 'compared'];

describe('a rebuild', () => {
  let world: ProjectionWorld;
  const running = new Map<string, RunningConsumer>();

  function givenBy(luck: (below: number) => number): Given {
    const at = { tenantId: luck(2) === 0 ? 'one' : 'two', id: `tally-${luck(40)}` };
    const kind = luck(10);
    if (kind === 0) return { ...at, type: 'PointsCleared' };
    if (kind === 1) return { ...at, type: 'TallyRenamed' };
    if (kind === 2) return { ...at, type: 'PointsGiven', data: { tens: luck(9) } };
    return { ...at, type: 'PointsGiven', schemaVersion: 2, data: { points: luck(99), by: 'me' } };
  }

  /** Feeds what is shown at present, and nothing else. */
  async function feed(maxBatch: number): Promise<RunningConsumer> {
    const table = (await activeTable(world.service.writer, 'tallies')) ?? '';
    for (const [other, consumer] of running) {
      if (other === table) continue;
      running.delete(other);
      await consumer.stop({ drainMs: 1_000 });
    }
    const limits = { maxBatch, maxWaitMs: 50 };
    const consumer = running.get(table) ?? (await world.start({ projection, table }, { limits }));
    running.set(table, consumer);
    return consumer;
  }

  /** Stops a rebuild at a step: as a bug would, or as a server that drops the connection. */
  function killAt(step: RebuildStep, nth: number, how: 'throw' | 'terminate') {
    let left = nth;
    return async (at: RebuildStep) => {
      if (at !== step || left-- > 0) return;
      if (how === 'throw') throw new Error('killed');
      await world.endSessions("application_name = 'redress intake owner'");
    };
  }

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
    await world.prepare(projection);
  });
  afterEach(async () => {
    running.clear();
    await world.stopAll();
  });
  afterAll(() => world.close());

  it(`G10, 24: gives one hash in ${rebuilds} rebuilds, whatever the passes, lanes, batches, kills and appends`, async () => {
    const luck = luckOf(20_260_301);
    let kills = 0;
    for (let n = 0; n < rebuilds; n += 1) {
      const follower = await feed([2, 7, 50, 500][luck(4)] ?? 2);
      await world.give(...Array.from({ length: 12 }, () => givenBy(luck)));
      const limits = luck(2) === 0 ? {} : { statesMax: 1 + luck(4) };
      const lanes = world.lanes([projection], limits);
      const more: Partial<RebuildOptions> = { workers: 1 + luck(4), lanes };
      const work = luck(3) === 0 ? verifyProjection : rebuildProjection;
      let isDone = false;
      const appends = (async () => {
        for (; !isDone; await pause(250)) await world.give(givenBy(luck), givenBy(luck));
      })();
      try {
        if (luck(5) < 2) {
          const step = steps[luck(steps.length)] ?? 'part';
          const how = luck(2) === 0 ? 'throw' : 'terminate';
          const onStep = killAt(step, step === 'part' ? luck(4) : 0, how);
          await expect(
            work(world.rebuildOptions(projection, { ...more, onStep })),
          ).rejects.toThrow();
          kills += 1;
        }
        const certificate: Certificate = await work(world.rebuildOptions(projection, more));
        const { rows, hash, upTo } = certificate;
        expect(certificate).toMatchObject({ equalToLive: true, differences: [] });
        expect({ rows, hash }).toEqual(await world.hashInMemory(projection, upTo));
      } finally {
        isDone = true;
        await appends;
        await lanes.close();
      }
      await world.caughtUp(follower);
    }
    expect(kills).toBeGreaterThan(rebuilds / 4);
    await world.caughtUp(await feed(500));
    const table = (await activeTable(world.service.writer, 'tallies')) ?? '';
    expect(await world.hash({ projection, table })).toEqual(await world.hashInMemory(projection));
  }, 300_000);
});
