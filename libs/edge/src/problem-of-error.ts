import { HttpException } from '@nestjs/common';
import { Problem } from './problem.js';

/**
 * The problem behind whatever was thrown, undefined for a bug. Fastify and Nest refuse a few
 * requests themselves; their statuses are all they have in common with us.
 */
export function problemOfError(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  switch (statusOf(error)) {
    case 400:
      return new Problem('BODY_MALFORMED', 'the request is not well-formed');
    case 404:
      return new Problem('ROUTE_UNKNOWN', 'there is no such route');
    case 413:
      return new Problem('BODY_TOO_LARGE', 'the body has more bytes than are taken');
    case 414:
      return new Problem('PARAMETER_INVALID', 'the URL is too long');
    case 415:
      return new Problem('BODY_MEDIA_TYPE', 'a body must be application/json');
    default:
      return undefined;
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const isFastifys = typeof error === 'object' && error !== null && 'statusCode' in error;
  return isFastifys && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
