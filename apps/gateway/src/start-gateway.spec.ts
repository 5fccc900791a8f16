import { once } from 'node:events';
import { createServer } from 'node:http';
import { type ServiceName, serviceNames } from '@redress/contracts';
import { createLogger, createMetrics } from '@redress/observability';
import { type Replicas, replicasInOrder } from './replicas.js';
import { startGateway } from './start-gateway.js';
import type { Upstreams } from './upstreams.js';

/** A service that takes requests and answers none. */
async function silentService() {
  const server = createServer();
  const isAsked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  const port = typeof place === 'object' ? place?.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    isAsked,
    end: () => server.closeAllConnections(),
    server,
  };
}

function upstreamsAt(address: string): Upstreams {
  const at = (port: string) =>
    Object.fromEntries(
      serviceNames.map((service) => [
        service,
        replicasInOrder(`http://${service}.${port}`, [address]),
      ]),
    ) as Record<ServiceName, Replicas>;
  return { api: at('api'), operations: at('operations') };
}

describe('a gateway that stops', () => {
  it('does not wait for a service that is silent, and tells the caller to come again', async () => {
    const silent = await silentService();
    const address = { host: '127.0.0.1', port: 0 };
    const gateway = await startGateway({
      ...{ upstreams: upstreamsAt(silent.address), http: address, operations: address },
      ...{ logger: createLogger({ name: 'spec', level: 'error' }), metrics: createMetrics() },
      drainMs: 50,
    });
    const asking = fetch(`${gateway.url}/api/v1/complaints/1`);
    await silent.isAsked;
    const stopped = gateway.stop();
    const answer = await asking;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ detail: 'intake does not answer' });
    await stopped;
    silent.server.close();
    silent.end();
  });
});
