import { startObservability } from '@redress/observability';
import { failProcess, runProcess } from '@redress/runtime';
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
  const config = readDistributedConfig(process.argv.slice(2));
  const { logger } = startObservability({ name, level: config.logLevel });
  await runProcess({
    ...{ name, logger },
    start: () => startDistributed(config, logger),
    ready: ({ url }) => `Redress is ready at ${url.replace('[::1]', '127.0.0.1')}`,
  });
}

await main().catch((error: unknown) => failProcess(name, error, usage));
