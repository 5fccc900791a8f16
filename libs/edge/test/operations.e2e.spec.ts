import { mkdtemp, readFile, rm, stat, chmod } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics } from '@redress/observability';
import {
  type DevelopmentIssuer,
  type OperationsServer,
  createDevelopmentIssuer,
  createOperationsServer,
  createTokenVerifier,
  developmentUserId,
} from '../src/index.js';

let directory: string;
let issuer: DevelopmentIssuer;
let server: OperationsServer;
let url: URL;
const redriven: unknown[] = [];
const logger = createLogger({ name: 'test', level: 'silent' });
const audience = 'redress';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'redress-edge-'));
  issuer = await createDevelopmentIssuer({
    dataDirectory: directory,
    audience,
    oidcIssuer: undefined,
  });
  server = createOperationsServer({
    host: '127.0.0.1',
    port: 0,
    metrics: createMetrics(),
    logger,
    developmentIssuer: issuer,
    services: {
      triage: {
        reads: { lag: async ({ group }) => ({ group: group ?? 'all', records: 3 }) },
        acts: {
          'parked/redrive': async (parameters) => {
            redriven.push(parameters);
          },
        },
      },
    },
  });
  url = new URL(await server.start());
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Plain HTTP: fetch does not let the Host header be chosen. */
function send({
  method = 'GET',
  path,
  headers = {},
  body,
}: Sent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(
      { host: url.hostname, port: url.port, method, path, headers: { ...json, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const tokens = (body: unknown, headers: Record<string, string> = {}) =>
  send({ method: 'POST', path: '/dev/tokens', body, headers });

describe('the operations server', () => {
  it('serves metrics and the operations of each service', async () => {
    expect((await send({ path: '/metrics' })).body).toContain('nodejs_eventloop_lag_seconds');
    const lag = await send({ path: '/ops/triage/lag?group=cases' });
    expect(JSON.parse(lag.body)).toEqual({ group: 'cases', records: 3 });
    const redrive = await send({
      method: 'POST',
      path: '/ops/triage/parked/redrive',
      body: { key: 'demo/1' },
    });
    expect([redrive.status, redrive.body, redriven]).toEqual([200, '{}', [{ key: 'demo/1' }]]);
  });

  it('refuses what it does not understand', async () => {
    expect((await send({ path: '/ops/intake/lag' })).status).toBe(404);
    expect(
      (await send({ method: 'POST', path: '/ops/triage/parked/redrive', body: { key: 1 } })).status,
    ).toBe(400);
    expect((await send({ path: '/ops/triage/lag?group=a&group=b' })).status).toBe(400);
  });

  it('refuses other hosts and web pages on every path', async () => {
    const port = url.port;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `10.0.0.1:${port}`,
      `localhost.evil.example:${port}`,
    ]) {
      for (const path of ['/metrics', '/ops/triage/lag', '/dev/jwks.json']) {
        expect([host, (await send({ path, headers: { host } })).status]).toEqual([host, 421]);
      }
      expect((await tokens({ role: 'agent', tenant: 'demo' }, { host })).status).toBe(421);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await send({ path: '/metrics', headers: { host } })).status).toBe(200);
    }
    const page = { origin: `http://127.0.0.1:${port}` };
    expect((await tokens({ role: 'agent', tenant: 'demo' }, page)).status).toBe(421);
  });
});

describe('the development issuer', () => {
  it('issues tokens that the verifier takes, with a user id that stays the same', async () => {
    const answer = await tokens({ role: 'agent', tenant: 'demo', as: 'wang' });
    expect(answer.status).toBe(200);
    const { token, userId } = JSON.parse(answer.body);
    const verifier = createTokenVerifier({
      issuer: issuer.issuer,
      audience,
      keys: { jwks: issuer.jwks },
    });
    expect(await verifier.authenticate(`Bearer ${token}`)).toEqual({
      userId,
      tenantId: 'demo',
      roles: ['agent'],
    });
    expect(userId).toBe(developmentUserId('demo', 'wang'));
    const again = JSON.parse(
      (await tokens({ role: 'supervisor', tenant: 'demo', as: 'wang' })).body,
    );
    const elsewhere = JSON.parse(
      (await tokens({ role: 'agent', tenant: 'other', as: 'wang' })).body,
    );
    expect([again.userId === userId, elsewhere.userId === userId]).toEqual([true, false]);
    const named = JSON.parse((await tokens({ role: 'agent', tenant: 'demo', as: userId })).body);
    expect(named.userId).toBe(userId);
  });

  it('refuses roles, tenants and names that cannot be, and bodies that are no JSON', async () => {
    for (const body of [
      {},
      { role: 'root', tenant: 'demo' },
      { role: 'agent', tenant: '../x' },
      { role: 'agent', tenant: 'demo', as: 'W A' },
      { role: 'agent', tenant: 'demo', as: 7 },
    ]) {
      expect((await tokens(body)).status).toBe(400);
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await tokens({ role: 'agent', tenant: 'demo' }, form)).status).toBe(415);
  });

  it('keeps its key in the data directory, for the owner alone', async () => {
    const path = join(directory, 'development-issuer.key.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const options = { dataDirectory: directory, audience, oidcIssuer: undefined };
    const again = await createDevelopmentIssuer(options);
    expect(again.jwks).toEqual(issuer.jwks);
    expect(JSON.stringify(issuer.jwks)).not.toContain(JSON.parse(await readFile(path, 'utf8')).d);
    await chmod(path, 0o644);
    await expect(createDevelopmentIssuer(options)).rejects.toThrow('chmod 600');
    await chmod(path, 0o600);
  });

  it('makes one key when two processes start at once', async () => {
    const fresh = join(directory, 'fresh');
    const options = { dataDirectory: fresh, audience, oidcIssuer: undefined };
    const both = await Promise.all([
      createDevelopmentIssuer(options),
      createDevelopmentIssuer(options),
    ]);
    expect(both[0].jwks).toEqual(both[1].jwks);
  });

  it('refuses to exist beside a real issuer, and to be served to others', async () => {
    const real = { dataDirectory: directory, audience, oidcIssuer: 'https://issuer.example' };
    await expect(createDevelopmentIssuer(real)).rejects.toThrow('OIDC_ISSUER');
    const open = {
      host: '0.0.0.0',
      port: 0,
      metrics: createMetrics(),
      logger,
      services: {},
      developmentIssuer: issuer,
    };
    expect(() => createOperationsServer(open)).toThrow('loopback only');
  });
});
