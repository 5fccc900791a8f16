import type { RunningConsumer } from '@redress/bus';
import type { ServiceDatabase } from '@redress/postgres';
import type { Generation } from '../generation.js';
import type { Projection } from '../projection.js';
import { knownGenerations } from '../registry/registry.js';
import { type ProjectionOptions, startProjection } from './start-projection.js';

/** How long the consumer of a generation that was given up gets to end, in milliseconds. */
const drainMs = 2_000;

/** Whose generations are fed. */
export interface FeedOptions extends Omit<ProjectionOptions, 'generation'> {
  readonly projections: readonly Projection[];
  readonly database: Pick<ServiceDatabase, 'writer'>;
}

/** The consumers of a service's generations, as many as the registry says. */
export interface RunningGenerations {
  consumers(): readonly RunningConsumer[];
  /** Resolves with the reason when one of them cannot go on. */
  readonly failed: Promise<Error>;
  /** Looks at the registry: starts what is to be fed, stops what is not any more. */
  look(): Promise<void>;
  stop(options: { drainMs: number }): Promise<void>;
}

/** Nothing runs before the first look. */
export function runGenerations(options: FeedOptions): RunningGenerations {
  const running = new Map<string, RunningConsumer>();
  let fail: (reason: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  let isStopped = false;
  // One look after the other: two would start the same consumer twice.
  let looking = Promise.resolve();

  async function refresh(): Promise<void> {
    if (isStopped) return;
    const wanted = await fedGenerations(options);
    for (const generation of wanted) {
      if (running.has(generation.table)) continue;
      const consumer = await startProjection({ ...options, generation });
      void consumer.failed.then(fail);
      running.set(generation.table, consumer);
    }
    for (const [table, consumer] of running) {
      if (wanted.some((each) => each.table === table)) continue;
      running.delete(table);
      await consumer.stop({ drainMs });
    }
  }

  return {
    consumers: () => [...running.values()],
    failed,
    look() {
      const next = looking.then(refresh);
      looking = next.catch(() => undefined);
      return next;
    },
    async stop(drain) {
      isStopped = true;
      await looking;
      await Promise.all([...running.values()].map((consumer) => consumer.stop(drain)));
    },
  };
}

/** What is to be fed: the active generations, and those that stay warm, of the versions we know. */
async function fedGenerations({ projections, database }: FeedOptions): Promise<Generation[]> {
  const names = projections.map(({ name }) => name);
  const known = await knownGenerations(database.writer, names);
  return known.flatMap(({ table, name, version, state }) => {
    const projection = projections.find((each) => each.name === name && each.version === version);
    const isFed = state === 'ACTIVE' || state === 'WARM';
    return projection && isFed ? [{ table, projection }] : [];
  });
}
