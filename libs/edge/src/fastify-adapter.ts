import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { uuidV7 } from '@redress/kernel';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { ProblemDocument, problemMediaType } from './problem-document.js';
import { problemOfError } from './problem-of-error.js';
import { securityHeadersFor } from './security-headers.js';
import { sendProblem } from './send-problem.js';

/** Largest body in bytes. */
export const bodyBytesMax = 256 * 1024;

/** A request must have arrived within this time, in milliseconds. */
const requestTimeoutMs = 30_000;

/**
 * The Fastify of a service, with every limit set: body bytes, parameter length, time to send a
 * request. Forwarding headers are not trusted, and its id of a request is ours, not the client's.
 */
export function createFastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 60_000,
    keepAliveTimeout: 72_000,
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => uuidV7(Date.now(), randomBytes(10)),
    forceCloseConnections: 'idle',
    // The edge answers these itself, as a problem.
    return503OnClosing: false,
    multipart: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false, caseSensitive: true },
    // Bad URLs never reach a hook or a filter.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(securityHeadersFor('/'));
      const problem =
        error.code === 'FST_ERR_BAD_URL'
          ? new Problem('PARAMETER_INVALID', 'the URL is not well-formed')
          : problemOfError(error);
      sendProblem(
        problem ?? new Problem('ROUTE_UNKNOWN', 'there is no such route'),
        request,
        reply,
      );
    },
    clientErrorHandler: answerBrokenRequest,
  });
}

/** Answers bytes that are no HTTP request at all: there is no reply object for them. */
function answerBrokenRequest(_: Error, socket: Socket): void {
  if (!socket.writable || socket.destroyed) return;
  const problem = new Problem('BODY_MALFORMED', 'this is not a well-formed HTTP request');
  const body = JSON.stringify(
    new ProblemDocument(problem, uuidV7(Date.now(), randomBytes(10)), 'en'),
  );
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      `content-type: ${problemMediaType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
