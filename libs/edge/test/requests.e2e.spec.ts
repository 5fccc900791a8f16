import { type NoteApp, noteId, notebook, userId } from './note-app.js';
import { type NoteClient, expectProblem, startNoteClient } from './note-client.js';

let notes: NoteApp;
let send: NoteClient['send'];

beforeAll(async () => {
  ({ notes, send } = await startNoteClient());
});
afterAll(() => notes.app.close());

describe('a URL', () => {
  const get = (url: string, headers = {}) => send({ method: 'GET', url, headers });

  it('refuses bad ids and parameters with PARAMETER_INVALID', async () => {
    for (const url of [
      '/api/v1/clocks/7',
      `/api/v1/clocks/${noteId.toUpperCase()}`,
      '/api/v1/clocks/%00',
      '/api/v1/notes/parts/16',
      '/api/v1/notes/parts/1e1',
      '/api/v1/notes/parts/-0',
      '/api/v1/notes?limit=0',
      '/api/v1/notes?limit=201',
      '/api/v1/notes?limit=5&limit=6',
      '/api/v1/notes?limit[a]=5',
      '/api/v1/notes?urgent=1',
      '/api/v1/notes?colour=red',
      '/api/v1/notes?cursor=AAAA',
    ]) {
      expect([url, (await get(url)).json().code]).toEqual([url, 'PARAMETER_INVALID']);
    }
    expectProblem(await get('/api/v1/clocks/%zz'), 400, 'PARAMETER_INVALID');
  });

  it('reads numbers and flags of a query', async () => {
    expect((await get('/api/v1/notes?limit=200&urgent=false')).statusCode).toBe(200);
    expect(notebook.queries.at(-1)).toMatchObject({ limit: 200, urgent: false });
    await get('/api/v1/notes');
    expect(notebook.queries.at(-1)).toMatchObject({ limit: 50 });
  });

  it('answers 404 for an unknown route and 405 with Allow for a wrong method', async () => {
    expectProblem(await get('/api/v1/nothing'), 404, 'ROUTE_UNKNOWN');
    expectProblem(await get(`/api/v1/clocks/${'x'.repeat(200)}`), 414 - 14, 'PARAMETER_INVALID');
    const wrong = await send({ method: 'DELETE', url: '/api/v1/notes' });
    expectProblem(wrong, 405, 'METHOD_NOT_ALLOWED');
    expect(wrong.headers['allow']).toBe('GET, POST');
    expectProblem(
      await send({ method: 'OPTIONS', url: `/api/v1/notes/${noteId}` }),
      405,
      'METHOD_NOT_ALLOWED',
    );
  });
});

describe('an export (A42)', () => {
  const get = (query = '') => send({ method: 'GET', url: `/api/v1/notes/export${query}` });

  it('is a CSV file to keep, in which nothing calculates', async () => {
    const file = await get();
    expect(file.statusCode).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="notes.csv"',
      'x-content-type-options': 'nosniff',
    });
    expect(file.body).toBe("text,count\r\n'=1+1,-1\r\n顾客,2\r\n");
  });

  it('is a problem when it cannot begin, and breaks off where it cannot go on', async () => {
    expectProblem(await get('?brokenAt=0'), 500, 'INTERNAL');
    await expect(get('?brokenAt=1')).rejects.toThrow();
  });

  it('is for those who may read', async () => {
    const url = '/api/v1/notes/export';
    expectProblem(await send({ method: 'GET', url, role: 'admin' }), 403, 'FORBIDDEN');
  });
});

describe('a list', () => {
  it('goes on where its cursor says, for this tenant and route only', async () => {
    const get = (url: string) => send({ method: 'GET', url });
    const first = (await get('/api/v1/notes')).json();
    expect(first).toEqual({ items: [{ from: 0 }], nextCursor: expect.any(String) });
    const next = await get(`/api/v1/notes?cursor=${first.nextCursor}`);
    expect(next.json()).toEqual({ items: [{ from: 7 }], nextCursor: null });
    const stranger = { authorization: `Bearer ${await notes.token('agent', { tenant: 'other' })}` };
    const url = `/api/v1/notes?cursor=${first.nextCursor}`;
    expectProblem(await send({ method: 'GET', url, headers: stranger }), 400, 'PARAMETER_INVALID');
    const forged = `${first.nextCursor.slice(0, -4)}AAAA`;
    expectProblem(await get(`/api/v1/notes?cursor=${forged}`), 400, 'PARAMETER_INVALID');
  });
});

describe('access', () => {
  it('denies without a token, and with a role that is not granted', async () => {
    expectProblem(
      await send({ method: 'GET', url: '/api/v1/notes', role: null }),
      401,
      'UNAUTHENTICATED',
    );
    expectProblem(
      await send({ method: 'GET', url: '/api/v1/notes', role: 'admin' }),
      403,
      'FORBIDDEN',
    );
    const hello = await send({ method: 'POST', url: `/api/v1/clocks/${noteId}/hello`, role: null });
    expect(hello.statusCode).toBe(200);
  });

  it('checks the token before it reads a body', async () => {
    const response = await send({
      method: 'POST',
      url: '/api/v1/notes',
      role: null,
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    expectProblem(response, 401, 'UNAUTHENTICATED');
  });

  it('S02: takes identity from the token alone', async () => {
    const spoofed = {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-user': 'admin',
      'x-user-id': noteId,
      'x-tenant-id': 'other',
      'x-roles': 'admin',
      'x-request-id': 'mine',
      'x-http-method-override': 'DELETE',
      forwarded: 'for=127.0.0.1',
    };
    const response = await send({ method: 'GET', url: '/api/v1/notes/parts/3', headers: spoofed });
    expect(response.json()).toEqual({
      part: 3,
      roles: ['agent'],
      meta: {
        tenantId: 'demo',
        actor: { kind: 'USER', role: 'agent', id: userId },
        now: '2026-03-01T12:00:00.000Z',
        origin: 'LIVE',
        correlationId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      },
    });
  });

  it('acts in the first role of the token that grants the permission', async () => {
    const token = await notes.token('agent', {
      roles: ['admin', 'unheard-of', 'auditor', 'agent'],
    });
    const headers = { authorization: `Bearer ${token}` };
    const response = await send({ method: 'GET', url: '/api/v1/notes/parts/3', headers });
    expect(response.json().meta.actor.role).toBe('auditor');
  });

  it('carries a well-formed trace context and drops another', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const meta = async (value: string) =>
      (
        await send({ method: 'GET', url: '/api/v1/notes/parts/3', headers: { traceparent: value } })
      ).json().meta;
    expect((await meta(traceparent)).traceparent).toBe(traceparent);
    expect(await meta('00-zz')).not.toHaveProperty('traceparent');
  });

  it('asks why personal data is read', async () => {
    const get = (headers = {}) => send({ method: 'GET', url: `/api/v1/notes/${noteId}`, headers });
    expectProblem(await get(), 400, 'PURPOSE_MISSING');
    expectProblem(await get({ 'redress-purpose': 'because' }), 400, 'PURPOSE_INVALID');
    expect((await get({ 'redress-purpose': 'CASE_HANDLING' })).json().purpose).toBe(
      'CASE_HANDLING',
    );
  });
});

describe('a refusal', () => {
  it('speaks the language of the client', async () => {
    const get = (language: string) =>
      send({ method: 'GET', url: '/api/v1/nothing', headers: { 'accept-language': language } });
    const titles = await Promise.all(
      ['zh-CN,zh;q=0.9,en;q=0.8', 'de, en;q=0.5', 'zh;q=0.1, en', ''].map(get),
    );
    expect(
      titles.map((response) => [response.json().title, response.headers['content-language']]),
    ).toEqual([
      ['接口不存在', 'zh-CN'],
      ['There is no such route', 'en'],
      ['There is no such route', 'en'],
      ['There is no such route', 'en'],
    ]);
  });

  it('of a rule carries its code, context and whether to try again', async () => {
    const response = await send({ method: 'POST', url: `/api/v1/notes/${noteId}/refuse` });
    expect(expectProblem(response, 409, 'STAGE_NOT_REACHED')).toMatchObject({
      retryable: true,
      detail: 'not yet',
      context: { stage: 'RECEIVED' },
    });
  });

  it('S17: of a bug shows nothing of it, but the log has it under the same instance', async () => {
    const response = await send({ method: 'POST', url: `/api/v1/notes/${noteId}/break` });
    const { instance } = expectProblem(response, 500, 'INTERNAL');
    expect(response.body).not.toMatch(/SELECT|secret|\.ts|at /);
    const line = JSON.parse(notes.logged.at(-1) ?? '{}');
    expect(line).toMatchObject({
      level: 'error',
      err: { message: 'SELECT secret FROM subject_keys' },
    });
    expect(instance).toBe(`urn:uuid:${line.correlationId}`);
  });
});

describe('a request whose database went away under it', () => {
  it('S17: is told to come again, and nothing of why', async () => {
    const response = await send({ method: 'POST', url: `/api/v1/notes/${noteId}/cut` });
    expect(expectProblem(response, 503, 'NOT_READY')).toMatchObject({ retryable: true });
    expect(response.headers['retry-after']).toBe('1');
    expect(response.body).not.toContain('EPIPE');
    expect(JSON.parse(notes.logged.at(-1) ?? '{}')).toMatchObject({ level: 'warn' });
  });
});

describe('every answer', () => {
  it('is not stored, sniffed or framed', async () => {
    for (const url of [
      '/api/v1/notes',
      '/api/v1/nothing',
      '/api/v1/clocks/%zz',
      '/api/openapi.json',
      '/',
    ]) {
      const { headers } = await send({ method: 'GET', url });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  it('is measured by route template', async () => {
    await send({ method: 'GET', url: `/api/v1/clocks/${noteId}` });
    await send({ method: 'GET', url: '/api/v1/wp-admin.php' });
    const text = await notes.metrics();
    expect(text).toContain('route="/api/v1/clocks/:id",status="200"');
    expect(text).toContain('route="unknown",status="404"');
    expect(text).not.toContain('wp-admin');
  });
});
