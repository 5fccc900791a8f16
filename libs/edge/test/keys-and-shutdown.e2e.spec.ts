import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { type AfterVerdict, Problem, createTokenVerifier } from '../src/index.js';
import { gate, startNoteApp, userId } from './note-app.js';

interface Key {
  readonly kid: string;
  readonly jwk: JWK;
  readonly sign: (audience: string) => Promise<string>;
}

async function makeKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    kid,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' },
    sign: (audience) =>
      new SignJWT({ tenant: 'demo', roles: ['agent'] })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .setIssuer('https://issuer.example')
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
  };
}

describe('keys of an issuer (S01)', () => {
  let issuer: Server;
  let published: JWK[] = [];
  let fetched = 0;
  let status = 200;

  beforeAll(async () => {
    issuer = createServer((_, response) => {
      fetched += 1;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    fetched = 0;
    status = 200;
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => new Promise((resolve) => issuer.close(resolve)));

  function verifier() {
    const { port } = issuer.address() as AddressInfo;
    const jwksUrl = `http://127.0.0.1:${port}/jwks.json`;
    const { authenticate } = createTokenVerifier({
      issuer: 'https://issuer.example',
      audience: 'redress',
      keys: { jwksUrl },
    });
    return async (key: Key) => {
      try {
        return (await authenticate(`Bearer ${await key.sign('redress')}`)).userId;
      } catch (error) {
        if (error instanceof Problem) return error.code;
        throw error;
      }
    };
  }

  it('are fetched once, and unknown key ids do not make us ask again and again', async () => {
    const [known, unknown] = [await makeKey('a'), await makeKey('b')];
    published = [known.jwk];
    const ask = verifier();
    expect(await ask(known)).toBe(userId);
    for (let n = 0; n < 20; n += 1) expect(await ask(unknown)).toBe('UNAUTHENTICATED');
    expect(await ask(known)).toBe(userId);
    expect(fetched).toBe(1);
  });

  it('may be rotated: a new key is found once the cooldown is over', async () => {
    const [old, fresh] = [await makeKey('old'), await makeKey('fresh')];
    published = [old.jwk];
    const ask = verifier();
    expect(await ask(old)).toBe(userId);
    published = [old.jwk, fresh.jwk];
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 6_000);
    expect([await ask(fresh), await ask(old)]).toEqual([userId, userId]);
    expect(fetched).toBe(2);
  });

  it('that cannot be had are our trouble: 503, not 401', async () => {
    const key = await makeKey('a');
    status = 500;
    expect(await verifier()(key)).toBe('NOT_READY');
    status = 200;
    published = [];
    expect(await verifier()(key)).toBe('UNAUTHENTICATED');
  });
});

describe('stopping', () => {
  it('waits for requests that wait for a position, and takes no others meanwhile', async () => {
    const notes = await startNoteApp();
    const isHeard = new Promise<void>((resolve) => {
      gate.verdict = () => {
        resolve();
        return reached;
      };
    });
    let reach: () => void = () => undefined;
    const reached = new Promise<AfterVerdict>((resolve) => {
      reach = () => resolve('reached');
    });
    await notes.app.listen(0, '127.0.0.1');
    const url = `${await notes.app.getUrl()}/api/v1/notes/parts/3`;
    const authorization = `Bearer ${await notes.token('agent')}`;
    const waiting = fetch(url, { headers: { authorization, 'redress-after': 'intake/3/7' } });
    await isHeard;

    const events: string[] = [];
    const drained = notes.edge.drain().then(() => events.push('drained'));
    const late = await fetch(url, { headers: { authorization } });
    expect([late.status, events]).toEqual([503, []]);
    await late.body?.cancel();
    events.push('reached');
    reach();
    expect((await waiting).status).toBe(200);
    await drained;
    expect(events).toEqual(['reached', 'drained']);
    gate.verdict = async () => 'reached';
    await notes.app.close();
  });

  it('ends although a client never finishes its request', async () => {
    const notes = await startNoteApp({ drainMs: 50 });
    await notes.app.listen(0, '127.0.0.1');
    const { port } = new URL(await notes.app.getUrl());
    const client = connect(Number(port), '127.0.0.1');
    const cut = new Promise((resolve) => client.once('close', resolve));
    await new Promise((resolve) =>
      client.write('POST /api/v1/notes HTTP/1.1\r\nHost: x\r\n', resolve),
    );
    await notes.app.close();
    await cut;
    expect(client.destroyed).toBe(true);
  });
});
