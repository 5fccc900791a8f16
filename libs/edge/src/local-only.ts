import type { FastifyRequest } from 'fastify';
import { isLoopbackAddress } from './loopback.js';
import { Problem } from './problem.js';

/**
 * Refuses a request that does not come from this machine, or that a web page has made: under a
 * loopback `Host` alone, so that no page gets here by a name of its own.
 *
 * @throws Problem HOST_NOT_ALLOWED
 */
export function assertLocal(request: FastifyRequest): void {
  const { localPort, remoteAddress = '' } = request.socket;
  const names = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${localPort}`);
  const named = names.includes(request.headers.host ?? '');
  // A browser says where a page comes from; no page has business here.
  const fromPage = request.headers.origin !== undefined;
  if (!named || fromPage || !isLoopbackAddress(remoteAddress)) {
    throw new Problem('HOST_NOT_ALLOWED', 'operations are served on this machine only');
  }
}
