import { ConfigError } from '@redress/config';
import { startObservability } from '@redress/observability';
import { PostgresStartError } from '@redress/postgres';
import { loadDemo } from './demo/load-demo.js';
import { LocalSecretError } from './local-secrets.js';
import { readStandaloneConfig, UsageError } from './standalone.config.js';
import { type RunningStandalone, startStandalone } from './start-standalone.js';

const usage = `redress - the five services in one process on an embedded PostgreSQL

  npm start -- [--demo] [--fresh] [--port N]

  --demo    load the demo tenant first
  --fresh   start on an empty data directory
  --port N  listen on port N, operations on N + 1
`;

async function main(): Promise<void> {
  const config = readStandaloneConfig(process.argv.slice(2));
  const observability = startObservability({ name: 'redress', level: config.logLevel });
  const { logger } = observability;
  const starting = startStandalone(config, observability);
  let stopping: Promise<void> | undefined;
  // Also while it starts: what was opened by then has to be closed in order.
  const stop = () => {
    stopping ??= starting.then((running) => running.stop());
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop().then(() => process.exit(0), fail));
  }
  const running = await starting;
  void running.failed.then((reason) => {
    if (stopping !== undefined) return;
    logger.error({ err: reason }, 'the platform cannot go on');
    void stop().then(() => process.exit(1), fail);
  });
  try {
    if (config.demo) await demo(running);
  } catch (error) {
    // Who asked for the end while the demo was loaded does not want to hear how that failed.
    if (stopping !== undefined) return;
    await stop();
    throw error;
  }
  if (stopping !== undefined) return;
  process.stdout.write(`Redress is ready at ${running.url.replace('[::1]', '127.0.0.1')}\n`);
}

async function demo({ url, developmentIssuer }: RunningStandalone): Promise<void> {
  if (!developmentIssuer) throw new UsageError('--demo needs the development issuer');
  const tokens = new Map<string, Promise<string>>();
  const loaded = await loadDemo({
    url,
    tokenFor: (role, as) => {
      const name = `${role}/${as ?? ''}`;
      const token =
        tokens.get(name) ??
        developmentIssuer
          .issue({ role, tenant: 'demo', ...(as ? { as } : {}) })
          .then((issued) => issued.token);
      tokens.set(name, token);
      return token;
    },
    onCase: (done, all) => process.stderr.write(`demo: ${done} of ${all} complaints loaded\n`),
  });
  process.stderr.write(
    'demo: work in it with a token of npx redress token --role supervisor --tenant demo\n',
  );
  if (loaded === 'loaded') return;
  const day = loaded.keptFrom.toISOString().slice(0, 10);
  process.stderr.write(`demo: kept as it is, from ${day}; --fresh makes a new one\n`);
}

/** What a person can mend: its message says how, and where it was thrown helps nobody. */
const mendable = [ConfigError, PostgresStartError, LocalSecretError];

/** Says what went wrong in one line and, for what a person can mend, how. */
function fail(error: unknown): never {
  if (error instanceof UsageError) {
    process.stderr.write(`redress: ${error.message}\n\n${usage}`);
    process.exit(2);
  }
  process.stderr.write(`redress: ${reasonOf(error)}\n`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (mendable.some((known) => error instanceof known)) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}; stop what listens there, or choose another with --port N`;
  }
  return error.stack ?? error.message;
}

await main().catch(fail);
