import { commonSettings, gatewaySettings, readConfig } from '@redress/config';
import { startObservability } from '@redress/observability';
import { failProcess, runProcess } from '@redress/runtime';
import { startGateway } from './start-gateway.js';
import { upstreamsOf } from './upstreams.js';

const name = 'gateway';
/** Less than what a supervisor waits for before it kills, in milliseconds. */
const stopMaxMs = 9_500;

const settings = { ...commonSettings, ...gatewaySettings } as const;

async function main(): Promise<void> {
  const config = readConfig(settings);
  const { logger, metrics } = startObservability({ name, level: config.logLevel });
  await runProcess({
    ...{ name, logger, stopMaxMs },
    start: () =>
      startGateway({
        upstreams: upstreamsOf(config),
        http: { host: config.host, port: config.port },
        operations: { host: config.operationsHost, port: config.operationsPort },
        ...{ logger, metrics },
      }),
    ready: ({ url, operationsUrl }) => `gateway is ready at ${url}, operations at ${operationsUrl}`,
  });
}

await main().catch((error: unknown) => failProcess(name, error));
