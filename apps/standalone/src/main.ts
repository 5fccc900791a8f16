import { ConfigError } from '@redress/config';
import { startObservability } from '@redress/observability';
import { PostgresStartError } from '@redress/postgres';
import { loadDemo } from './demo/load-demo.js';
import { readStandaloneConfig, type StandaloneConfig, UsageError } from './standalone.config.js';
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
  let stopAsked = false;
  let running: RunningStandalone | undefined;
  const stop = async (exitCode: number) => {
    if (stopAsked) return;
    stopAsked = true;
    await running?.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop(0).catch(fail));
  }
  running = await startStandalone(config, observability);
  if (stopAsked) return running.stop().then(() => process.exit(0));
  void running.failed
    .then((reason) => {
      if (stopAsked) return;
      logger.error({ err: reason }, 'the platform cannot go on');
      return stop(1);
    })
    .catch(fail);
  if (config.demo) await demo(running, config);
  process.stdout.write(`Redress is ready at ${running.url.replace('[::1]', '127.0.0.1')}\n`);
}

async function demo({ url, developmentIssuer }: RunningStandalone, { oidcIssuer }: StandaloneConfig) {
  if (!developmentIssuer) {
    throw new UsageError(`--demo needs the development issuer, and ${oidcIssuer} is configured`);
  }
  const tokens = new Map<string, Promise<string>>();
  await loadDemo({
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
}

/** Says what went wrong in one line and, for what a person can mend, how. */
function fail(error: unknown): never {
  if (error instanceof UsageError) {
    process.stderr.write(`redress: ${error.message}\n\n${usage}`);
    process.exit(2);
  }
  const known = error instanceof ConfigError || error instanceof PostgresStartError;
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : error;
  process.stderr.write(`redress: ${String(text)}\n`);
  process.exit(1);
}

await main().catch(fail);
