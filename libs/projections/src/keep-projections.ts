import type { RunningConsumer } from '@redress/bus';
import type { EventLog } from '@redress/event-log';
import type { ServiceDatabase } from '@redress/postgres';
import type { Certificate } from './certificate.js';
import { type FoldLanes, withClient } from './fold-lanes.js';
import type { Projection } from './projection.js';
import { RebuildError } from './rebuild.error.js';
import { rebuildProjection, verifyProjection } from './rebuild.js';
import type { RebuildOptions, RebuildProgress } from './rebuild-options.js';
import { knownGenerations } from './registry.js';
import { type ProjectionOptions, startProjection } from './start-projection.js';
import { swapBack } from './swap.js';

/** How often another process's rebuild is looked for, in milliseconds. */
const refreshMs = 2_000;

/** What the projections of a service run on. */
export interface KeepOptions extends Omit<ProjectionOptions, 'generation'> {
  readonly projections: readonly Projection[];
  readonly database: Pick<ServiceDatabase, 'owner' | 'writer'>;
  readonly logOf: (name: string) => EventLog;
  /** Made for one rebuild and closed after it. */
  readonly lanes: () => FoldLanes;
  readonly workers?: number;
  /** Version of the code, for certificates. */
  readonly code: string;
  /** Told of a look at the registry that failed; the next one tries again. */
  readonly onProblem: (error: unknown) => void;
  /** Told how a rebuild comes along that a new version made necessary at the start. */
  readonly onUpgrade?: (projection: Projection, progress: RebuildProgress) => void;
}

/** The projections of a service at work: what is shown is fed, and what may come back. */
export interface KeptProjections {
  readonly projections: readonly Projection[];
  /** The consumers that run at present. */
  consumers(): readonly RunningConsumer[];
  /** Resolves with the reason when one of them cannot go on. */
  readonly failed: Promise<Error>;
  /** @throws RebuildError PROJECTION_UNKNOWN, REBUILD_RUNNING, PARKED_KEYS, SWAP_BLOCKED */
  rebuild(name: string, onProgress?: (progress: RebuildProgress) => void): Promise<Certificate>;
  /** @throws RebuildError PROJECTION_UNKNOWN, REBUILD_RUNNING, PARKED_KEYS */
  verify(name: string, onProgress?: (progress: RebuildProgress) => void): Promise<Certificate>;
  /** Shows the generation before this one; answers its table. @throws RebuildError NOTHING_TO_ROLL_BACK */
  rollBack(name: string): Promise<string>;
  stop(options: { drainMs: number }): Promise<void>;
}

/**
 * Feeds the generations of all projections of a service, here and wherever they were made. Their
 * tables must be prepared. A projection that is shown in an older version is rebuilt first.
 */
export async function keepProjections(options: KeepOptions): Promise<KeptProjections> {
  const { projections, database, service, onProblem } = options;
  const running = new Map<string, RunningConsumer>();
  let fail: (reason: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  let isStopped = false;

  async function refresh(): Promise<void> {
    if (isStopped) return;
    const wanted = await fedGenerations(options);
    for (const { table, projection } of wanted) {
      if (running.has(table)) continue;
      const consumer = await startProjection({ ...options, generation: { projection, table } });
      void consumer.failed.then(fail);
      running.set(table, consumer);
    }
    for (const [table, consumer] of running) {
      if (wanted.some((each) => each.table === table)) continue;
      running.delete(table);
      await consumer.stop({ drainMs: refreshMs });
    }
  }

  // One look after the other: two would start the same consumer twice.
  let looking = Promise.resolve();
  const look = (): Promise<void> => {
    const next = looking.then(refresh);
    looking = next.catch(() => undefined);
    return next;
  };

  async function withRebuild<T>(
    name: string,
    onProgress: (progress: RebuildProgress) => void,
    work: (rebuild: RebuildOptions) => Promise<T>,
  ): Promise<T> {
    const projection = projections.find((each) => each.name === name);
    if (!projection) {
      const known = projections.map((each) => each.name).join(', ');
      throw new RebuildError('PROJECTION_UNKNOWN', `${service} has no '${name}', but ${known}`);
    }
    const lanes = options.lanes();
    try {
      return await work({
        ...{ service, projection, lanes, onProgress },
        ...{ catalogue: options.catalogue, code: options.code },
        owner: database.owner,
        writer: database.writer,
        log: options.logOf(projection.log),
        ...(options.workers ? { workers: options.workers } : {}),
      });
    } finally {
      await lanes.close();
      await look();
    }
  }

  for (const projection of await outdated(options)) {
    const tell = (progress: RebuildProgress) => options.onUpgrade?.(projection, progress);
    await withRebuild(projection.name, tell, rebuildProjection);
  }
  await look();
  const timer = setInterval(() => void look().catch(onProblem), refreshMs);
  timer.unref();
  const silent = () => undefined;
  return {
    projections,
    consumers: () => [...running.values()],
    failed,
    rebuild: (name, onProgress = silent) => withRebuild(name, onProgress, rebuildProjection),
    verify: (name, onProgress = silent) => withRebuild(name, onProgress, verifyProjection),
    rollBack: (name) =>
      withRebuild(name, silent, async (rebuild) => {
        const { table } = await withClient(database.owner, (owner) => swapBack(owner, rebuild));
        return table;
      }),
    async stop({ drainMs }) {
      isStopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all([...running.values()].map((consumer) => consumer.stop({ drainMs })));
    },
  };
}

/** What is to be fed: the active generations, and those that stay warm, of the versions we know. */
async function fedGenerations({ projections, database }: KeepOptions) {
  const names = projections.map(({ name }) => name);
  const known = await knownGenerations(database.writer, names);
  return known.flatMap(({ table, name, version, state }) => {
    const projection = projections.find((each) => each.name === name && each.version === version);
    const isFed = state === 'ACTIVE' || state === 'WARM';
    return projection && isFed ? [{ table, projection }] : [];
  });
}

/** Projections that are shown in a version older than ours. */
async function outdated({ projections, database }: KeepOptions): Promise<Projection[]> {
  const names = projections.map(({ name }) => name);
  const known = await knownGenerations(database.writer, names);
  return projections.filter(({ name, version }) =>
    known.some((each) => each.name === name && each.state === 'ACTIVE' && each.version < version),
  );
}
