import { startObservability } from '@redress/observability';
import { asksForHelp, failProcess, runProcess } from '@redress/runtime';
import { readDistributedConfig } from './distributed.config.js';
import { startDistributed } from './start-distributed.js';

const name = 'redress';
const usage = `redress - the five services and a gateway as processes of their own, on Kafka and PostgreSQL

  npm run start:distributed -- [--fresh] [--port N] [--replicas N]

  --fresh       start on empty servers
  --port N      listen on port N, operations on N + 1
  --replicas N  start N processes of each service instead of one

  DATABASE_URL, KAFKA_BROKERS, REDIS_URL   use these servers instead of starting some
`;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    process.stdout.write(usage);
    return;
  }
  const config = readDistributedConfig(args);
  sayEnd();
  const { logger } = startObservability({ name, level: config.logLevel });
  await runProcess({
    ...{ name, logger },
    start: () => startDistributed(config, logger),
    ready: ({ url }) => `Redress is ready at ${url.replace('[::1]', '127.0.0.1')}`,
  });
}

/** Many processes end, one after the other: whoever asked for it wants to know that it was heard. */
function sayEnd(): void {
  const say = (what: string) => process.stderr.write(`${name}: ${what}\n`);
  const stopping = () => {
    process.off('SIGINT', stopping).off('SIGTERM', stopping);
    say('stopping');
    process.once('exit', (code) => code === 0 && say('stopped'));
  };
  process.on('SIGINT', stopping).on('SIGTERM', stopping);
}

await main().catch((error: unknown) => failProcess(name, error, usage));
