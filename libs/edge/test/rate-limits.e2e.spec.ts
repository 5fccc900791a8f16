import { randomUUID } from 'node:crypto';
import { memoryRateLimiter } from '@redress/cache';
import { type NoteApp, startNoteApp } from './note-app.js';

describe('how much may be asked for (S14)', () => {
  let notes: NoteApp;

  beforeEach(async () => {
    notes = await startNoteApp({
      limits: {
        perCaller: memoryRateLimiter({ name: randomUUID(), requests: 3, windowSec: 60 }),
        perTenant: memoryRateLimiter({ name: randomUUID(), requests: 5, windowSec: 60 }),
      },
    });
  });
  afterEach(() => notes.app.close());

  const ask = async (claims: { sub: string; tenant?: string }) => {
    const authorization = `Bearer ${await notes.token('agent', claims)}`;
    const url = '/api/v1/notes';
    return notes.app.inject({ method: 'GET', url, headers: { authorization } });
  };

  const statuses = async (times: number, claims: { sub: string; tenant?: string }) => {
    const found: number[] = [];
    for (let nth = 0; nth < times; nth += 1) found.push((await ask(claims)).statusCode);
    return found;
  };

  it('is bounded for each caller, who is told when to come again', async () => {
    const [anna, ben] = [{ sub: randomUUID() }, { sub: randomUUID() }];
    expect(await statuses(4, anna)).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, ben)).toEqual([200]);
    const refused = await ask(anna);
    expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['content-type']).toMatch('application/problem+json');
  });

  it('is bounded for a tenant, and the others do not notice', async () => {
    const three = [randomUUID(), randomUUID(), randomUUID()];
    const found = [];
    for (const sub of three) found.push(...(await statuses(2, { sub })));
    expect(found).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await statuses(1, { sub: randomUUID(), tenant: 'other' })).toEqual([200]);
  });

  it('is counted after the token was looked at: nobody is held back by a stranger’s requests', async () => {
    const authorization = 'Bearer nonsense';
    for (let nth = 0; nth < 6; nth += 1) {
      const url = '/api/v1/notes';
      const answer = await notes.app.inject({ method: 'GET', url, headers: { authorization } });
      expect(answer.statusCode).toBe(401);
    }
    expect(await statuses(1, { sub: randomUUID() })).toEqual([200]);
  });
});
