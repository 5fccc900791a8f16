import type { FastifyInstance } from 'fastify';

/** Resolves when the part can do its work, rejects when not. Called for each `/health/ready`. */
export type ReadinessCheck = () => Promise<void>;

/** Longest time a check may take, in milliseconds. */
const checkTimeoutMs = 2_000;

/** Serves `/health/live` (the process runs) and `/health/ready` (all checks pass, not stopping). */
export function serveHealth(
  fastify: FastifyInstance,
  checks: Readonly<Record<string, ReadinessCheck>>,
  isStopping: () => boolean,
): void {
  fastify.get('/health/live', async () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
    );
    const ready = !isStopping() && results.every(([, passed]) => passed);
    return reply.status(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not-ready',
      checks: Object.fromEntries(results.map(([name, passed]) => [name, passed ? 'up' : 'down'])),
    });
  });
}

async function passes(check: ReadinessCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), checkTimeoutMs);
  });
  try {
    // What failed is in the logs of the part that failed; callers learn its name alone.
    return await Promise.race([
      check().then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
