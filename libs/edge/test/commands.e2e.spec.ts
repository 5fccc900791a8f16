import { type NoteApp, gate, noteId, notebook, swelling, userId } from './note-app.js';
import { type NoteClient, expectProblem, note, startNoteClient } from './note-client.js';

let notes: NoteApp;
let send: NoteClient['send'];
let write: NoteClient['write'];

beforeAll(async () => {
  ({ notes, send, write } = await startNoteClient());
});
afterAll(() => notes.app.close());

describe('a command', () => {
  it('creates with 201, ETag and position, and gives the DTO in UTC', async () => {
    const response = await write(note);
    expect(response.statusCode).toBe(201);
    const body = response.json();
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/),
      version: 1,
      position: expect.stringMatching(/^intake\/3\/\d+$/),
      reference: 'N-1',
    });
    expect(response.headers).toMatchObject({ etag: '"1"', 'redress-offset': body.position });
    expect(response.headers).not.toHaveProperty('idempotency-replayed');
    expect(notebook.bodies.at(-1)).toMatchObject({ writtenAt: '2026-03-01T09:30:00.000Z' });
  });

  it('answers 200 when it is no creation, and the status the controller asks for', async () => {
    const rename = await send({ method: 'POST', url: `/api/v1/notes/${noteId}/rename` });
    expect([rename.statusCode, rename.json().id]).toEqual([200, noteId]);
    const replace = await send({ method: 'PUT', url: `/api/v1/notes/${noteId}`, payload: note });
    expect(replace.statusCode).toBe(202);
  });

  it('S17: needs an Idempotency-Key of a sane form', async () => {
    for (const [key, code] of [
      ['', 'IDEMPOTENCY_KEY_MISSING'],
      ['a b', 'IDEMPOTENCY_KEY_INVALID'],
      ['ä', 'IDEMPOTENCY_KEY_INVALID'],
      ['x'.repeat(129), 'IDEMPOTENCY_KEY_INVALID'],
    ] as const) {
      expectProblem(await write(note, { 'idempotency-key': key }), 400, code);
    }
  });

  it('S17: gives the same answer again, marked as replayed, whatever the order of keys', async () => {
    const headers = { 'idempotency-key': 'twice' };
    const first = await write(note, headers);
    const again = await write(Object.fromEntries(Object.entries(note).reverse()), headers);
    expect([again.statusCode, again.body]).toEqual([first.statusCode, first.body]);
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      etag: first.headers['etag'],
      'redress-offset': first.headers['redress-offset'],
    });
    expectProblem(await write({ ...note, text: 'other' }, headers), 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('S17: does not share keys between principals, tenants, routes or path parameters', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const url = `/api/v1/notes/${noteId}/rename`;
    const other = `/api/v1/notes/${userId}/rename`;
    const as = async (claims: { sub?: string; tenant?: string; roles?: string[] }) => {
      const authorization = `Bearer ${await notes.token('agent', claims)}`;
      return send({ method: 'POST', url, headers: { ...headers, authorization } });
    };
    const answers = [
      await send({ method: 'POST', url, headers }),
      await send({ method: 'POST', url: other, headers }),
      await send({ method: 'PUT', url: `/api/v1/notes/${noteId}`, payload: note, headers }),
      await as({ sub: noteId }),
      await as({ tenant: 'other' }),
    ];
    const replayed = answers.map(({ headers: got }) => got['idempotency-replayed']);
    expect(replayed).toEqual(Array(5).fill(undefined));
    // The role is not part of the principal: the same person repeats the same request.
    const replay = await as({ roles: ['supervisor'] });
    expect(replay.headers['idempotency-replayed']).toBe('true');
  });

  it('refuses what could not be published before anything is recorded', async () => {
    const refused = await send({ method: 'POST', url: `/api/v1/notes/${noteId}/swell` });
    expectProblem(refused, 413, 'EVENT_TOO_LARGE');
    expect(refused.json()).toMatchObject({
      detail: expect.stringContaining('Swollen'),
      retryable: false,
    });
    expect((await swelling.log.tail()).size).toBe(0);
  });

  it('acts on the version that the caller saw', async () => {
    const url = `/api/v1/notes/${noteId}/rename`;
    const seen = (tag: string) => send({ method: 'POST', url, headers: { 'if-match': tag } });
    expect((await seen('"1"')).statusCode).toBe(200);
    expectProblem(await seen('"2"'), 412, 'STALE_VERSION');
    for (const tag of ['*', 'W/"1"', '1', '"01"', '"1", "2"', '"-1"']) {
      expectProblem(await seen(tag), 400, 'IF_MATCH_INVALID');
    }
  });
});

/** Makes the gate hold whoever comes, until it is opened. */
function doorOf(held: typeof gate) {
  const waiting: (() => void)[] = [];
  let awaited: { count: number; seen: () => void } | undefined;
  held.verdict = () =>
    new Promise((resolve) => {
      waiting.push(() => resolve('reached'));
      if (waiting.length === awaited?.count) awaited.seen();
    });
  return {
    arrived: (count: number) =>
      new Promise<void>((resolve) => {
        if (waiting.length >= count) resolve();
        else awaited = { count, seen: resolve };
      }),
    open() {
      for (const release of waiting) release();
    },
  };
}

describe('Redress-After', () => {
  const reading = (after: string, role: 'agent' | 'supervisor' = 'agent') =>
    send({
      method: 'GET',
      url: `/api/v1/clocks/${noteId}`,
      role,
      headers: { 'redress-after': after },
    });

  afterEach(() => {
    gate.asked.length = 0;
    gate.verdict = async () => 'reached';
  });

  it('asks the gate of the service whose route is called', async () => {
    await reading('intake/3/17, triage/0/4');
    const headers = { 'redress-after': 'triage/1/2' };
    await send({ method: 'POST', url: `/api/v1/notes/${noteId}/rename`, headers });
    await send({ method: 'GET', url: '/api/v1/clocks/018f2b6e-0000-7000-8000-000000000009' });
    expect(gate.asked).toEqual([
      {
        service: 'triage',
        request: {
          positions: [
            { log: 'intake', partition: 3, offset: 17 },
            { log: 'triage', partition: 0, offset: 4 },
          ],
          kind: 'read',
          route: '/api/v1/clocks/:id',
          readModels: ['clocks'],
          timeoutMs: 5_000,
        },
      },
      {
        service: 'intake',
        request: {
          positions: [{ log: 'triage', partition: 1, offset: 2 }],
          kind: 'command',
          route: '/api/v1/notes/:id/rename',
          readModels: [],
          timeoutMs: 5_000,
        },
      },
    ]);
  });

  it('answers 503 with Retry-After when the position is not reached in time', async () => {
    gate.verdict = async () => 'timeout';
    const response = await reading('intake/3/17');
    expect(expectProblem(response, 503, 'AFTER_TIMEOUT').retryable).toBe(true);
    expect(response.headers['retry-after']).toBe('1');
  });

  it('refuses what is no position, too many of them, and logs that nobody knows', async () => {
    for (const after of [
      'x',
      'intake/3',
      'intake/3/-1',
      'intake/3/1,',
      Array(9).fill('intake/3/1').join(),
    ]) {
      expectProblem(await reading(after), 400, 'AFTER_INVALID');
    }
    expect(gate.asked).toEqual([]);
    gate.verdict = async () => 'unknown';
    expectProblem(await reading('weather/3/17'), 400, 'AFTER_INVALID');
  });

  it('lets one caller wait at most eight times at once, and others meanwhile', async () => {
    const door = doorOf(gate);
    const waiting = Array.from({ length: 8 }, () => reading('intake/3/17'));
    await door.arrived(8);
    const ninth = await reading('intake/3/17');
    expectProblem(ninth, 429, 'TOO_MANY_WAITERS');
    expect(ninth.headers['retry-after']).toBe('1');
    const stranger = {
      authorization: `Bearer ${await notes.token('agent', { sub: noteId })}`,
      'redress-after': 'intake/3/17',
    };
    const other = send({ method: 'GET', url: `/api/v1/clocks/${noteId}`, headers: stranger });
    await door.arrived(9);
    door.open();
    const answers = await Promise.all([...waiting, other]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(9).fill(200));
    gate.verdict = async () => 'reached';
    expect((await reading('intake/3/17')).statusCode).toBe(200);
  });
});
