import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type PassedRequest, replicaClient } from './replica-client.js';
import { replicasInOrder } from './replicas.js';

const origin = 'http://service.api';
const servers: Server[] = [];

/** A replica that does something; `asked` counts the requests that reached it. */
async function replica(listener: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  const port = typeof place === 'object' ? place?.port : 0;
  return { address: `http://127.0.0.1:${port}`, asked };
}

const echo: RequestListener = (request, response) => {
  void text(request).then((body) => response.end(`${request.headers.host} ${body}`));
};
const hangUp: RequestListener = (request) =>
  void text(request).then(() => request.socket.destroy());
const stopping: RequestListener = (_, response) => {
  response.writeHead(503, { connection: 'close' }).end('{"code":"NOT_READY"}');
};

const command = (
  headers: PassedRequest['headers'] = { 'idempotency-key': 'k' },
): PassedRequest => ({
  ...{ origin, path: '/api/v1/complaints?x=1', method: 'POST' },
  headers: { ...headers, 'content-length': '5' },
  body: Readable.from([Buffer.from('hello')]),
});

const read: PassedRequest = { ...command({}), method: 'GET', headers: {}, body: '' };

/** Sends a request to replicas that are tried in this order. */
async function send(request: PassedRequest, addresses: readonly string[]) {
  const client = replicaClient([replicasInOrder(origin, addresses)]);
  try {
    return await new Promise<{ status: number; body: string }>((resolve, reject) =>
      client.request(request, (error, answer) => {
        if (!answer) return reject(error);
        return void text(answer.body).then((body) => resolve({ status: answer.statusCode, body }));
      }),
    );
  } finally {
    client.destroy();
  }
}

async function end(server: Server | undefined): Promise<void> {
  server?.closeAllConnections();
  if (server) await once(server.close(), 'close');
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(end));
});

describe('a request that a replica does not take goes to another one, once', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN'])('because its name says nothing (%s)', async (code) => {
    const two = await replica(echo);
    const noName = Object.assign(new Error('no such name'), { code });
    const lookup = jest.spyOn(dns, 'lookup') as jest.SpyInstance;
    lookup.mockImplementationOnce((_name, _options, done) => done(noName));
    expect(await send(command({}), ['http://triage-2:4400', two.address])).toMatchObject({
      status: 200,
    });
    lookup.mockRestore();
  });

  it.each([
    ['GET', 'content-length', '5'],
    ['HEAD', 'content-length', '5'],
    ['GET', 'transfer-encoding', 'chunked'],
  ])(
    'and a body that a %s names by %s and does not have takes nothing of the next request',
    async (method, name, value) => {
      const one = await replica((request, response) => {
        request.resume();
        response.end('at once');
      });
      const client = replicaClient([replicasInOrder(origin, [one.address])]);
      const answerTo = (request: PassedRequest) =>
        new Promise<number>((resolve, reject) =>
          client.request(request, (error, answer) => {
            if (!answer) return reject(error);
            answer.body.resume().once('end', () => resolve(answer.statusCode));
          }),
        );
      expect(await answerTo({ ...read, method, headers: { [name]: value } })).toBe(200);
      expect(await answerTo({ ...read, path: '/api/v1/complaints/2' })).toBe(200);
      expect(one.asked).toEqual([`${method} ${read.path}`, 'GET /api/v1/complaints/2']);
      client.destroy();
    },
  );

  it('passes method, path, body and its own host on', async () => {
    const one = await replica(echo);
    const { body } = await send(command(), [one.address]);
    expect(body).toBe(`${one.address.slice('http://'.length)} hello`);
    expect(one.asked).toEqual(['POST /api/v1/complaints?x=1']);
  });

  it.each([
    ['a command with a key', command],
    ['a command without one', () => command({})],
    ['a read', () => read],
  ])('whose connection is refused: %s', async (_, request) => {
    const [gone, other] = [await replica(echo), await replica(echo)];
    await end(servers.shift());
    expect((await send(request(), [gone.address, other.address])).status).toBe(200);
    expect([gone.asked.length, other.asked.length]).toEqual([0, 1]);
  });

  it.each([
    ['a command with a key', command],
    ['a command without one', () => command({})],
    ['a read', () => read],
  ])('that says it is stopping: %s', async (_, request) => {
    const [one, other] = [await replica(stopping), await replica(echo)];
    expect((await send(request(), [one.address, other.address])).status).toBe(200);
    expect([one.asked.length, other.asked.length]).toEqual([1, 1]);
  });

  it.each([
    ['a command with a key', command],
    ['a read', () => read],
  ])('that hangs up before any byte of an answer: %s', async (_, request) => {
    const [one, other] = [await replica(hangUp), await replica(echo)];
    expect((await send(request(), [one.address, other.address])).status).toBe(200);
    expect([one.asked.length, other.asked.length]).toEqual([1, 1]);
  });

  it('but not a command without a key, which may have been done', async () => {
    const [one, other] = [await replica(hangUp), await replica(echo)];
    await expect(send(command({}), [one.address, other.address])).rejects.toThrow('hang up');
    expect(other.asked).toEqual([]);
  });

  it('nor one with a body that is too large to be held', async () => {
    const [one, other] = [await replica(hangUp), await replica(echo)];
    const large = Buffer.alloc(300_000, 'x');
    const request = {
      ...command(),
      headers: { 'idempotency-key': 'k', 'content-length': String(large.length) },
      body: Readable.from([large]),
    };
    await expect(send(request, [one.address, other.address])).rejects.toThrow();
    const { body } = await send({ ...request, body: Readable.from([large]) }, [other.address]);
    expect(body).toHaveLength(300_000 + `${other.address.slice(7)} `.length);
  });

  it('and never to a third', async () => {
    const all = [await replica(hangUp), await replica(hangUp), await replica(echo)];
    const addresses = all.map(({ address }) => address);
    await expect(send(read, addresses)).rejects.toThrow('hang up');
    expect(all.map(({ asked }) => asked.length)).toEqual([1, 1, 0]);
  });

  it('any other answer is the answer, also a 503', async () => {
    const late = await replica((_, response) => void response.writeHead(503).end('late'));
    const other = await replica(echo);
    expect(await send(read, [late.address, other.address])).toEqual({ status: 503, body: 'late' });
  });
});
