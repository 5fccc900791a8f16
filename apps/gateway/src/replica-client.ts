import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { Replicas } from './replicas.js';

/** A request as the proxy hands it over. */
export interface PassedRequest {
  /** That of the replicas. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
}

/** An answer as the proxy takes it. */
export interface PassedAnswer {
  readonly statusCode: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readable;
}

/** Sends requests to replicas. */
export interface ReplicaClient {
  request(request: PassedRequest, done: (error: unknown, answer?: PassedAnswer) => void): void;
  /** Closes all connections; what is not answered yet fails. */
  destroy(): void;
}

/** What one try came to; the error may be one that leaves another replica worth trying. */
type Try =
  | { readonly answer: IncomingMessage }
  | { readonly error: Error; readonly isUnsent: boolean };

/** Longest silence of a service, in milliseconds: an import batch on a busy machine takes seconds. */
const silenceMaxMs = 120_000;

/** Bodies up to this size are held until the answer is there. Services take no larger ones. */
const heldBytesMax = 256 * 1024;

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Errors of a connection that was never there. */
const unsent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Sends each request to one replica, and to another one, once, if the first did not take it: it
 * refused the connection, said that it is stopping, or ended the connection before any byte of an
 * answer. In the last case it may have done what it was asked for, so the request must be safe or
 * carry the Idempotency-Key under which a command is done once.
 */
export function replicaClient(all: readonly Replicas[]): ReplicaClient {
  const byOrigin = new Map(all.map((replicas) => [replicas.origin, replicas]));
  const agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };

  async function answerOf(request: PassedRequest): Promise<IncomingMessage> {
    const replicas = byOrigin.get(request.origin);
    const first = replicas?.next([]);
    if (!replicas || first === undefined) throw new Error(`${request.origin} has no replicas`);
    const body = await heldBody(request);
    const tried = await tryAt(first, request, body);
    if (!isRefused(tried)) return resultOf(tried);
    replicas.note(first, false);
    const second = replicas.next([first]);
    const isRepeatable = !(body instanceof Readable) && mayBeRepeated(tried, request);
    if (second === undefined || !isRepeatable) return resultOf(tried);
    if ('answer' in tried) tried.answer.resume();
    const again = await tryAt(second, request, body);
    if (isRefused(again)) replicas.note(second, false);
    return resultOf(again);
  }

  function tryAt(address: string, request: PassedRequest, body: Buffer | Readable): Promise<Try> {
    const url = new URL(request.path, address);
    const isTls = url.protocol === 'https:';
    return new Promise((resolve) => {
      const outgoing = (isTls ? requestHttps : requestHttp)(url, {
        agent: isTls ? agents.https : agents.http,
        method: request.method,
        headers: { ...headersFor(request, body), host: url.host },
        timeout: silenceMaxMs,
      });
      outgoing.once('response', (answer) => resolve({ answer }));
      outgoing.once('timeout', () => outgoing.destroy(new Error(`${url.host} is silent`)));
      outgoing.on('error', (error) => resolve({ error, isUnsent: unsent.has(codeOf(error)) }));
      if (body instanceof Readable) body.pipe(outgoing);
      else outgoing.end(body);
    });
  }

  return {
    request(request, done) {
      answerOf(request).then(
        (answer) =>
          done(null, {
            statusCode: answer.statusCode ?? 502,
            headers: answer.headers,
            body: answer,
          }),
        (error: unknown) => done(error),
      );
    },
    destroy() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The whole body where it is small enough to be sent again, else the stream itself. */
async function heldBody({ body, headers }: PassedRequest): Promise<Buffer | Readable> {
  if (!(body instanceof Readable)) return Buffer.alloc(0);
  const bytes = Number(headers['content-length'] ?? Number.NaN);
  if (!(bytes <= heldBytesMax)) return body;
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** The replica did not take the request, as far as can be seen. */
function isRefused(tried: Try): boolean {
  if ('error' in tried) return tried.isUnsent || isReset(tried.error);
  const { statusCode, headers } = tried.answer;
  // A service that is stopping says so before it has read anything, and hangs up.
  return statusCode === 503 && headers.connection === 'close';
}

function mayBeRepeated(tried: Try, { method, headers }: PassedRequest): boolean {
  const isUndone = 'answer' in tried || tried.isUnsent;
  return isUndone || safeMethods.has(method) || headers['idempotency-key'] !== undefined;
}

function resultOf(tried: Try): IncomingMessage {
  if ('error' in tried) throw tried.error;
  return tried.answer;
}

function isReset(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

/**
 * The length is that of what is sent. A service takes the rest of a longer one out of the next request
 * on the connection, which is somebody else's.
 */
function headersFor({ headers }: PassedRequest, body: Buffer | Readable) {
  const passed = definedOf(headers);
  if (body instanceof Readable) return passed;
  const { 'content-length': _, 'transfer-encoding': __, ...others } = passed;
  return body.length === 0 ? others : { ...others, 'content-length': String(body.length) };
}

function definedOf(headers: PassedRequest['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
