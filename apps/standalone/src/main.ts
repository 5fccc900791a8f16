import { startObservability } from '@redress/observability';
import { failProcess, runProcess, UsageError, withTracing } from '@redress/runtime';
import { loadDemo } from './demo/load-demo.js';
import { readStandaloneConfig } from './standalone.config.js';
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
  await runProcess<RunningStandalone>({
    ...{ name: 'redress', logger: observability.logger },
    start: () =>
      withTracing({ ...config, name: 'redress' }, () => startStandalone(config, observability)),
    async ready(running) {
      if (config.demo) await demo(running);
      return `Redress is ready at ${running.url.replace('[::1]', '127.0.0.1')}`;
    },
  });
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

await main().catch((error: unknown) => failProcess('redress', error, usage));
