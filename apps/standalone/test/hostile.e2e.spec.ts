import { randomUUID } from 'node:crypto';
import { type Role, roles } from '@redress/contracts';
import { type Permission, permissions } from '@redress/edge';
import fc from 'fast-check';
import { type ApiClient, apiClient, type Person } from './api-client.setup.js';
import {
  admin,
  agent,
  bodies,
  caseWithResponse,
  createTenant,
  supervisor,
} from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import {
  describedBody,
  describedOperations,
  type Operation,
  type Schema,
} from './described-bodies.setup.js';
import { type LogOracle, logOracle } from './log-oracle.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';

let directory: PlatformDirectory;
let platform: PlatformProcess;
let api: ApiClient;
let oracle: LogOracle;
let operations: readonly Operation[];
let schemas: Readonly<Record<string, Schema>>;
let knownId: string;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  api = apiClient(platform);
  await createTenant(api);
  knownId = await caseWithResponse(api);
  ({ operations, schemas } = await describedOperations(platform.url));
  oracle = await logOracle(directory.dataDirectory);
  await caughtUp(platform);
}, 180_000);

afterAll(async () => {
  await oracle?.close();
  await directory?.remove();
}, 60_000);

jest.setTimeout(240_000);

const jsonType = 'application/json';

type Bytes = string | Uint8Array<ArrayBuffer>;

interface Sent {
  readonly status: number;
  readonly code: unknown;
}

/** Sends what no careful client would: without waiting, and with any bytes for a body. */
async function send(
  { method, path }: Pick<Operation, 'method' | 'path'>,
  token: string | undefined,
  { id = randomUUID(), body, type = jsonType }: { id?: string; body?: Bytes; type?: string } = {},
): Promise<Sent> {
  const response = await fetch(`${platform.url}${path.replaceAll(/\{\w+\}/g, id)}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-type': type } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.includes('problem+json');
  return { status: response.status, code: isProblem ? JSON.parse(text).code : undefined };
}

/** Somebody of acme who may do this. */
function whoMay({ permission }: Operation): Person {
  const [role = 'agent'] = permissions[permission as Permission];
  return { role };
}

describe('the access matrix', () => {
  it('names the permission of every route', () => {
    expect(operations.length).toBeGreaterThan(50);
    for (const { permission } of operations) expect(Object.keys(permissions)).toContain(permission);
  });

  it('lets nobody in without a token, or with one that was changed', async () => {
    const [head = '', body = '', signature = ''] = (await api.token(agent)).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString(
      'base64url',
    );
    const tokens = [undefined, 'x', `${head}.${other}.${signature}`, `${head}.${body}.`];
    for (const operation of operations) {
      for (const token of tokens) {
        const { status, code } = await send(operation, token);
        expect([operation.path, status, code]).toEqual([operation.path, 401, 'UNAUTHENTICATED']);
      }
    }
  });

  it.each(roles)('gives the role %s what it says, and 403 on all else', async (role: Role) => {
    const token = await api.token({ role });
    const wrong: string[] = [];
    for (const operation of operations) {
      const granted: readonly Role[] = permissions[operation.permission as Permission];
      const body = operation.method === 'POST' ? '{}' : undefined;
      const { status, code } = await send(operation, token, body ? { body } : {});
      const isDenied = status === 403 && code === 'FORBIDDEN';
      if (isDenied === granted.includes(role) || status >= 500) {
        wrong.push(`${operation.method} ${operation.path}: ${status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('another tenant', () => {
  const stranger = (role: string): Person => ({ role, tenant: 'other' });

  beforeAll(async () => {
    expect(await createTenant(apiClient(platform), 'other')).toMatchObject({ status: 201 });
  });

  it('sees none of our cases, under whatever noun', async () => {
    const reads = operations.filter(
      ({ method, path }) => method === 'GET' && path.includes('{id}'),
    );
    expect(reads.length).toBeGreaterThan(6);
    const ours: string[] = [];
    for (const read of reads) {
      const token = await api.token({ ...whoMay(read), tenant: 'other' });
      const { status } = await send(read, token, { id: knownId });
      // A page of events of a case that is not there is an empty page.
      if (status !== 404 && !read.path.endsWith('/timeline')) ours.push(`${read.path}: ${status}`);
    }
    expect(ours).toEqual([]);
    const strangers = apiClient(platform);
    for (const path of ['cases', 'complaints', `cases/${knownId}/timeline`]) {
      const { body } = await strangers.get(stranger('agent'), path);
      expect([path, body['items']]).toEqual([path, []]);
    }
    const { body } = await strangers.get(stranger('agent'), 'cases/board');
    expect(body).toMatchObject({ total: 0 });
  });

  it('cannot act on them: every command is refused, and ours stay as they are', async () => {
    const before = await api.get(agent, `complaints/${knownId}`);
    const strangers = apiClient(platform);
    for (const [path, body] of [
      [`complaints/${knownId}/thank`, bodies.thanks()],
      [`investigations/${knownId}/findings`, bodies.finding(randomUUID())],
      [`resolutions/${knownId}/take-remedy`, bodies.remedy()],
      [`closures/${knownId}/send-survey`, bodies.survey()],
    ] as const) {
      const { status, body: problem } = await strangers.post(stranger('agent'), path, body);
      expect([path, status]).toEqual([path, path.startsWith('complaints') ? 404 : 409]);
      expect(problem['code']).toMatch(/^(NOT_FOUND|STAGE_NOT_REACHED|INVESTIGATION_NOT_STARTED)$/);
    }
    expect((await api.get(agent, `complaints/${knownId}`)).body).toEqual(before.body);
  });

  it('may use the same id, and means a case of its own', async () => {
    const strangers = apiClient(platform);
    const before = await api.get(agent, `cases/${knownId}`);
    const receipt = bodies.receipt(knownId);
    const { status } = await strangers.post(stranger('agent'), 'complaints', receipt);
    expect(status).toBe(201);
    const theirs = await strangers.get(stranger('agent'), `cases/${knownId}`);
    expect(theirs.body).toMatchObject({ id: knownId, stage: 'RECEIVED' });
    await caughtUp(platform);
    expect((await api.get(agent, `cases/${knownId}`)).body).toEqual(before.body);
  });
});

describe('a hostile body', () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const hostile: readonly { name: string; body: Bytes; type?: string }[] = [
    { name: 'nothing', body: '' },
    { name: 'half of it', body: '{"channel":"EMA' },
    { name: 'two values', body: '{}{}' },
    { name: 'a list', body: '[]' },
    { name: 'null', body: 'null' },
    { name: 'a number', body: '7' },
    { name: 'a text', body: '"x"' },
    { name: 'NaN', body: '{"csat":NaN}' },
    { name: 'a number that no double holds', body: '{"csat":1e999}' },
    { name: 'unknown fields', body: '{"isAdmin":true,"tenantId":"other"}' },
    { name: 'a prototype', body: '{"__proto__":{"isAdmin":true}}' },
    { name: 'a constructor', body: '{"constructor":{"prototype":{"isAdmin":true}}}' },
    { name: 'a NUL', body: '{"reason":"a\\u0000b","words":"a\\u0000b"}' },
    { name: 'half a character', body: '{"reason":"\\ud800","words":"\\ud800"}' },
    {
      name: 'broken UTF-8',
      body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    },
    { name: 'ten thousand levels', body: deep },
    { name: 'two megabytes', body: JSON.stringify({ content: 'x'.repeat(2_000_000) }) },
    { name: 'a million items', body: JSON.stringify({ items: Array(300_000).fill(0) }) },
    {
      name: 'wrong types everywhere',
      body: '{"id":[],"channel":{},"content":1,"reason":null,"items":"x"}',
    },
    { name: 'text', body: 'channel=EMAIL', type: 'text/plain' },
    { name: 'a form', body: 'channel=EMAIL', type: 'application/x-www-form-urlencoded' },
    {
      name: 'XML',
      body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      type: 'text/xml',
    },
    { name: 'JSON in another alphabet', body: '{}', type: 'application/json; charset=utf-16' },
  ];

  it.each(hostile)('of $name is refused by every command, and stores nothing', async (given) => {
    const { body, type = jsonType } = given;
    const before = await oracle.tail();
    const wrong: string[] = [];
    for (const operation of operations.filter(({ method }) => method === 'POST')) {
      const token = await api.token(whoMay(operation));
      const { status, code } = await send(operation, token, { body, type });
      if (status < 400 || status >= 500 || code === undefined) {
        wrong.push(`${operation.path}: ${status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await oracle.tail()).toEqual(before);
  });

  it.each([
    ['a word', 'not-an-id'],
    ['a NUL', '%00'],
    ['a way out', '..%2f..%2fcurrent'],
    ['no UTF-8', '%c0%80'],
    ['very long', 'x'.repeat(500)],
    ['a smile', '%F0%9F%99%82'],
  ])('may be right, and the id is not: %s', async (_, id) => {
    const before = await oracle.tail();
    const wrong: string[] = [];
    for (const operation of operations.filter(({ path }) => path.includes('{id}'))) {
      const token = await api.token(whoMay(operation));
      const body = operation.method === 'POST' ? '{}' : undefined;
      const { status } = await send(operation, token, { id, ...(body ? { body } : {}) });
      if (status < 400 || status >= 500) wrong.push(`${operation.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(await oracle.tail()).toEqual(before);
  });

  it('that is right in form and nonsense in content never meets an unforeseen case', async () => {
    const commands = operations.filter(({ method }) => method === 'POST');
    const ids = [knownId, randomUUID(), '00000000-0000-7000-8000-000000000000'];
    const requests = fc.constantFrom(...commands).chain((operation) =>
      fc.record({
        operation: fc.constant(operation),
        id: fc.constantFrom(...ids),
        body: describedBody(operation.body ?? {}, schemas, ids),
      }),
    );
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests, async ({ operation, id, body }) => {
        const token = await api.token(whoMay(operation));
        const { status, code } = await send(operation, token, { id, body: JSON.stringify(body) });
        seen.add(String(status));
        // A busy machine may ask to come again; that is foreseen.
        const isForeseen = status < 500 || code === 'BUSY';
        expect({ path: operation.path, status, isForeseen }).toMatchObject({ isForeseen: true });
      }),
      { numRuns: 400 },
    );
    // It has met open doors, too, not only walls.
    expect([...seen]).toEqual(expect.arrayContaining(['200', '409', '422']));
    // What one service accepts must not poison another.
    await caughtUp(platform);
    expect(await parkedKeys(platform)).toEqual([]);
    expect((await api.get(supervisor, 'cases/board')).status).toBe(200);
    expect((await api.get(admin, 'tenants/current')).status).toBe(200);
  });
});
