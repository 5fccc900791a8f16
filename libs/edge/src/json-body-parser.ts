import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyBytesMax } from './fastify-adapter.js';
import { Problem } from './problem.js';
import { headerOf } from './request-header.js';
import { parseStrictJson } from './strict-json.js';

/** Takes JSON bodies and no others; an empty body is no body. */
export function useStrictJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: bodyBytesMax },
    async (request: FastifyRequest, bytes: Buffer) => {
      assertPlainUtf8(request);
      return bytes.length === 0 ? undefined : parseStrictJson(bytes);
    },
  );
}

function assertPlainUtf8(request: FastifyRequest): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(
    headerOf(request, 'content-type') ?? '',
  )?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new Problem('BODY_MEDIA_TYPE', 'JSON is UTF-8');
  }
  const encoding = headerOf(request, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new Problem('BODY_MEDIA_TYPE', 'bodies are taken uncompressed');
  }
}
