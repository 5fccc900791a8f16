import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One exchange that a client has had with the platform: it got this answer, whole. */
export interface Exchange {
  readonly path: string;
  readonly request: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** Stands between a client and the platform and writes down what the client was told. */
export interface RecordingProxy {
  readonly url: string;
  /** Answers that have reached the client. */
  readonly exchanges: readonly Exchange[];
  /** Resolves when the next request comes in, before it is passed on. */
  nextRequest(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a proxy on loopback. Where the platform does not answer, the connection breaks, as it
 * would without a proxy; nothing is written down then, because nobody was told anything.
 */
export async function recordingProxy(target: () => string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  let arrived: () => void = () => undefined;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    arrived();
    const { method = 'GET', url: path = '/', headers } = request;
    const { host: _, connection: __, 'content-length': ___, ...passed } = headers;
    const answer = await fetch(`${target()}${path}`, {
      method,
      headers: Object.entries(passed).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const text = await answer.text();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(text);
    await once(response, 'finish');
    const sent = body.length > 0 ? JSON.parse(body.toString()) : undefined;
    exchanges.push({ path, request: sent, status: answer.status, answer: JSON.parse(text) });
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    nextRequest: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
