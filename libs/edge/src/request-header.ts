import type { FastifyRequest } from 'fastify';

/** One header as one text. Node joins most repeated headers with commas; lists join here. */
export function headerOf(
  request: Pick<FastifyRequest, 'headers'>,
  name: string,
): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
