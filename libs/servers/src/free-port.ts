import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that Linux (32768) and macOS (49152) lend to outgoing connections: a port of ours
// stays free while its server is down and comes back.
const FIRST = 20_000;
const LAST = 32_000;
const ATTEMPTS_MAX = 100;

/**
 * Ports of 127.0.0.1 on which nobody listens at this moment, all different; the wanted ones first.
 *
 * @throws Error when a hundred attempts find none
 */
export async function freePorts(count: number, wanted: readonly number[] = []): Promise<number[]> {
  const found = new Set<number>();
  for (const port of wanted.slice(0, count)) if (await isFree(port)) found.add(port);
  for (let attempt = 0; found.size < count; attempt += 1) {
    if (attempt === ATTEMPTS_MAX * count) throw new Error('127.0.0.1 has no free port');
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
