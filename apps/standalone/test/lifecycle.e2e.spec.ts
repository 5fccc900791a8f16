import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient } from './api-client.setup.js';
import { agent, bodies, createTenant } from './case-walk.setup.js';
import { caughtUp } from './caught-up.setup.js';
import {
  isAlive,
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
} from './platform-process.setup.js';

jest.setTimeout(180_000);

const complaintId = '0190b000-0000-7000-8000-00000000c001';

describe('the embedded default', () => {
  let directory: PlatformDirectory;
  let platform: PlatformProcess;

  beforeAll(async () => {
    directory = await platformDirectory();
    platform = await directory.start(['--demo']);
  }, 180_000);

  afterAll(() => directory?.remove(), 60_000);

  it('prints its ready line last, exactly so, and nothing after it', async () => {
    await sleep(500);
    expect(platform.lines.at(-1)).toBe(`Redress is ready at ${platform.url}`);
    expect(platform.lines.filter((line) => line.includes('ready'))).toHaveLength(1);
  });

  it('has loaded complaints in every stage', async () => {
    const api = apiClient(platform);
    const supervisor = { role: 'supervisor', tenant: 'demo' };
    await caughtUp(platform);
    const { body } = await api.get<{ byStage: Record<string, number> }>(supervisor, 'cases/board');
    for (const [stage, count] of Object.entries(body.byStage)) {
      expect([stage, count >= 2]).toEqual([stage, true]);
    }
    expect(Object.keys(body.byStage)).toHaveLength(8);
    const expected = { 8: 'FEEDBACK', 9: 'PREVENTING', 10: 'CLOSED', 14: 'RESOLVING' };
    for (const [no, stage] of Object.entries(expected)) {
      const id = `0190a000-0000-7000-8000-1000000${no.padStart(5, '0')}`;
      expect((await api.get(supervisor, `cases/${id}`)).body).toMatchObject({ id, stage });
    }
  });

  it('leads from / to the documentation, which shows something', async () => {
    const home = await fetch(`${platform.url}/`);
    expect([home.status, new URL(home.url).pathname]).toEqual([200, '/api/docs']);
    expect(await home.text()).toContain('swagger');
  });

  it('serves OpenAPI 3.1 of exactly the routes that it has', async () => {
    const response = await fetch(`${platform.url}/api/openapi.json`);
    const document = (await response.json()) as {
      openapi: string;
      paths: Record<string, Record<string, object>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const paths = Object.keys(document.paths);
    expect(paths.filter((path) => !/^\/(api|health)\//.test(path))).toEqual([]);
    const nouns = new Set(paths.map((path) => /^\/api\/v1\/([^/]+)/.exec(path)?.[1]));
    for (const noun of ['complaints', 'investigations', 'resolutions', 'closures', 'cases']) {
      expect([...nouns]).toContain(noun);
    }
    const isListed = (method: string, path: string) =>
      Object.entries(document.paths).some(([template, item]) => {
        const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
        return method in item && pattern.test(path);
      });
    // Without a token a served route says 401, any other 404 or 405.
    for (const template of paths.filter((path) => path.startsWith('/api/v1/'))) {
      const path = template.replaceAll(/\{\w+\}/g, complaintId);
      for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
        const { status } = await fetch(`${platform.url}${path}`, { method: method.toUpperCase() });
        const expected = isListed(method, path) ? [401] : [404, 405];
        expect({ method, path, status, isExpected: expected.includes(status) }).toMatchObject({
          isExpected: true,
        });
      }
    }
  });

  it('says that it lives and is ready on its own port, and measures on the other', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      expect([path, (await fetch(`${platform.url}${path}`)).status]).toEqual([path, 200]);
    }
    expect((await fetch(`${platform.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${platform.url}/ops/analytics/lag`)).status).toBe(404);
    const metrics = await (await fetch(`${platform.operationsUrl}/metrics`)).text();
    for (const group of ['triage.cases', 'analytics.journal', 'analytics.cases_v']) {
      expect(metrics).toContain(`redress_consumer_lag_records{group="${group}`);
    }
    expect(metrics).toMatch(/^redress_parked_keys\{group="triage.cases",log="intake"\} 0$/m);
    expect(metrics).toMatch(/^redress_http_request_seconds_count\{/m);
  });

  it('gives tokens of the development issuer, as text and as JSON', async () => {
    const args = ['token', '--role', 'agent', '--tenant', 'demo'];
    const plain = await redress(args, directory.env);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const json = await redress([...args, '--json'], directory.env);
    expect(JSON.parse(json.stdout)).toEqual({ token: expect.any(String) });
    const headers = { authorization: `Bearer ${plain.stdout.trim()}` };
    expect((await fetch(`${platform.url}/api/v1/cases`, { headers })).status).toBe(200);
  });

  it('refuses a second process on its data directory, and names the first', async () => {
    for (const args of [[], ['--fresh']]) {
      const second = directory.launch(args, { REDRESS_PORT: '0', REDRESS_OPERATIONS_PORT: '0' });
      expect((await second.ended).code).toBe(1);
      expect(second.errors()).toContain(`process ${platform.pid}`);
    }
    expect((await fetch(`${platform.url}/health/ready`)).status).toBe(200);
  });

  it('refuses a port that is taken, and says what to do', async () => {
    const other = await platformDirectory();
    try {
      const { REDRESS_PORT = '' } = directory.env;
      const process = other.launch([], { REDRESS_PORT });
      expect((await process.ended).code).toBe(1);
      expect(process.errors()).toMatch(/EADDRINUSE.*--port N/);
      expect(process.errors()).not.toContain('    at ');
    } finally {
      await other.remove();
    }
  });

  it('stops on Ctrl-C with 0, and leaves no process', async () => {
    const postmaster = platform.postmasterPid();
    expect(isAlive(postmaster)).toBe(true);
    expect(await platform.end('SIGINT')).toEqual({ code: 0, signal: null });
    expect(isAlive(postmaster)).toBe(false);
    expect(platform.errors()).not.toMatch(/"level":"error"/);
  });

  it('keeps its data, and loads the demo a second time without a change', async () => {
    const again = await directory.start(['--demo']);
    const api = apiClient(again);
    const { body } = await api.get({ role: 'agent', tenant: 'demo' }, 'cases/board');
    expect(body).toMatchObject({ total: 16 });
    expect(await again.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('stops while it starts, too', async () => {
    const starting = directory.launch([], { REDRESS_LOG_LEVEL: 'info' });
    while (!starting.lines.some((line) => line.includes('PostgreSQL runs'))) await sleep(10);
    const postmaster = starting.postmasterPid();
    expect(await starting.end('SIGINT')).toMatchObject({ code: 0 });
    expect(starting.lines.join()).not.toContain('ready');
    expect(isAlive(postmaster)).toBe(false);
  });

  it('is empty with --fresh', async () => {
    const fresh = await directory.start(['--fresh']);
    const api = apiClient(fresh);
    const answer = await api.get({ role: 'agent', tenant: 'demo' }, 'tenants/current');
    expect(answer).toMatchObject({ status: 404, body: { code: 'TENANT_UNKNOWN' } });
    await fresh.end('SIGINT');
  });
});

describe('a configuration that cannot be', () => {
  let directory: PlatformDirectory;
  beforeAll(async () => {
    directory = await platformDirectory();
  });
  afterAll(() => directory?.remove(), 60_000);

  it('is refused with every bad variable at once, before anything is made', async () => {
    const env = {
      REDRESS_PORT: 'high',
      REDRESS_LOG_LEVEL: 'loud',
      REDRESS_PROT: '4400',
      OIDC_ISSUER: 'not a url',
    };
    const refused = directory.launch([], env);
    expect((await refused.ended).code).toBe(1);
    for (const name of Object.keys(env)) expect(refused.errors()).toContain(name);
    expect(existsSync(`${directory.dataDirectory}/postgres`)).toBe(false);
  });

  it('is wrong usage where the arguments are not understood', async () => {
    const refused = directory.launch(['--demmo']);
    expect((await refused.ended).code).toBe(2);
    expect(refused.errors()).toContain('npm start -- [--demo]');
  });
});

describe('with a real issuer', () => {
  let directory: PlatformDirectory;
  let platform: PlatformProcess;
  const env = { OIDC_ISSUER: 'https://issuer.example' };
  beforeAll(async () => {
    directory = await platformDirectory();
    platform = await directory.start([], env);
  }, 120_000);
  afterAll(() => directory?.remove(), 60_000);

  it('there is no development issuer, and redress token is refused with its code', async () => {
    for (const path of ['/dev/jwks.json', '/dev/tokens']) {
      expect((await fetch(`${platform.operationsUrl}${path}`)).status).toBe(404);
    }
    expect(existsSync(`${directory.dataDirectory}/development-issuer.key.json`)).toBe(false);
    const { code, stdout, stderr } = await redress(['token', '--role', 'agent'], directory.env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('NO_DEVELOPMENT_ISSUER');
  });

  it('--demo is refused before anything starts', async () => {
    const refused = directory.launch(['--demo'], env);
    expect((await refused.ended).code).toBe(2);
    expect(refused.errors()).toContain('development issuer');
  });
});

describe('a death', () => {
  let directory: PlatformDirectory;
  beforeAll(async () => {
    directory = await platformDirectory();
  });
  afterAll(() => directory?.remove(), 60_000);

  it('of the process ends PostgreSQL, and the next start has all that was acknowledged', async () => {
    const killed = await directory.start();
    await createTenant(apiClient(killed));
    const received = await apiClient(killed).post(agent, 'complaints', bodies.receipt(complaintId));
    expect(received.status).toBe(201);
    expect(await killed.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    const next = await directory.start();
    const { body } = await apiClient(next).get(agent, `complaints/${complaintId}`);
    expect(body).toMatchObject({ id: complaintId, version: 1, status: 'RECEIVED' });
    await next.end('SIGINT');
  });

  it('of PostgreSQL ends the process with 1 and a reason, and the next start recovers', async () => {
    const orphaned = await directory.start();
    const postmaster = orphaned.postmasterPid();
    process.kill(postmaster, 'SIGKILL');
    expect(await orphaned.ended).toEqual({ code: 1, signal: null });
    expect([...orphaned.lines, orphaned.errors()].join('\n')).toContain('PostgreSQL ended');
    const next = await directory.start();
    const { body } = await apiClient(next).get(agent, `complaints/${complaintId}`);
    expect(body).toMatchObject({ id: complaintId, version: 1 });
    expect(await next.end('SIGINT')).toEqual({ code: 0, signal: null });
  });
});
