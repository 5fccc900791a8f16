import { once } from 'node:events';
import { createServer } from 'node:net';

/** Two ports of this machine that nobody listens on. */
export async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  const [port = 0, operationsPort = 0] = ports;
  return [port, operationsPort];
}
