import { randomUUID } from 'node:crypto';
import { apiClient, type Json } from './api-client.setup.js';
import {
  admin,
  agent,
  bodies,
  caseWithResponse,
  createTenant,
  quality,
  stepsToInvestigation,
  stepsToRemedy,
  supervisor,
  walk,
} from './case-walk.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';
import { shownCase } from './shown-case.setup.js';

let directory: PlatformDirectory;
let platform: PlatformProcess;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  const { status } = await createTenant(apiClient(platform));
  expect(status).toBe(201);
}, 120_000);

afterAll(() => directory?.remove(), 60_000);

jest.setTimeout(120_000);

describe('a step that comes too early', () => {
  it.each([
    ['investigations', 'classify', bodies.classification()],
    ['resolutions', 'tell-plan', bodies.plan()],
    ['closures', 'send-survey', bodies.survey()],
  ])('before its case is known to %s (%s) may be tried again', async (noun, verb, body) => {
    const answer = await apiClient(platform).post(agent, `${noun}/${randomUUID()}/${verb}`, body);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'STAGE_NOT_REACHED', retryable: true },
    });
  });

  it('is refused with the name of what is missing, and accepted after it', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    const evidenceId = randomUUID();
    const refused = async (path: string, body: Json, as = agent) => {
      const { status, body: problem } = await api.post(as, path, body);
      return [status, problem['code'], problem['retryable']];
    };
    const [receipt, thanks, , classification, assignment, start] = stepsToInvestigation(id);
    if (!receipt || !thanks || !classification || !assignment || !start) throw new Error('steps');
    await walk(api, [receipt]);
    expect(await refused(`investigations/${id}/start`, bodies.start())).toEqual([
      ...[409, 'STAGE_NOT_REACHED', true],
    ]);
    await walk(api, [thanks]);
    expect(await refused(`investigations/${id}/start`, bodies.start())).toEqual([
      ...[409, 'CLASSIFICATION_MISSING', false],
    ]);
    await walk(api, [classification]);
    expect(await refused(`investigations/${id}/start`, bodies.start())).toEqual([
      ...[409, 'NOT_ASSIGNED', false],
    ]);
    expect(await refused(`resolutions/${id}/take-remedy`, bodies.remedy())).toEqual([
      ...[409, 'STAGE_NOT_REACHED', true],
    ]);
    await walk(api, [assignment, start]);
    const blame = [
      `investigations/${id}/attribute-responsibility`,
      bodies.responsibility(),
    ] as const;
    expect(await refused(...blame, quality)).toEqual([409, 'FINDING_MISSING', false]);
    expect(await refused(`resolutions/${id}/propose`, bodies.proposal())).toEqual([
      ...[409, 'STAGE_NOT_REACHED', true],
    ]);
    await walk(api, stepsToRemedy(id, evidenceId));
    // Whoever is to blame, the apology comes first (B19).
    expect(await refused(...blame, quality)).toEqual([409, 'APOLOGY_MISSING', true]);
    await walk(api, [
      [agent, `complaints/${id}/apologise`, bodies.apology()],
      [quality, ...blame],
    ]);
  });

  it('is told which gates keep the case open', async () => {
    const api = apiClient(platform);
    const id = await caseWithResponse(api);
    const { status, body } = await api.post(agent, `closures/${id}/close`);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'GATES_UNMET',
      retryable: false,
      context: { unmetGates: ['DEPARTMENT_FEEDBACK', 'CUSTOMER_FEEDBACK', 'PREVENTION'] },
    });
    const override = { reason: 'The department no longer exists.' };
    expect((await api.post(agent, `closures/${id}/override-close`, override)).status).toBe(403);
    await walk(api, [[supervisor, `closures/${id}/override-close`, override]]);
    expect(await shownCase(api, id)).toMatchObject({
      stage: 'CLOSED',
      unmetGates: ['DEPARTMENT_FEEDBACK', 'CUSTOMER_FEEDBACK', 'PREVENTION'],
    });
  });
});

describe('a careful client', () => {
  it('sends a command again under its key, and gets the same answer', async () => {
    const api = apiClient(platform);
    const body = bodies.receipt(randomUUID());
    const key = randomUUID();
    const first = await api.post(agent, 'complaints', body, { key });
    const again = await api.post(agent, 'complaints', body, { key });
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('redress-offset')).toBe(first.headers.get('redress-offset'));
    const other = await api.post(
      agent,
      'complaints',
      { ...body, subject: 'SERVICE_MANNER' },
      { key },
    );
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('sends twenty at once under one key, and one of them is done', async () => {
    const api = apiClient(platform);
    const body = bodies.receipt(randomUUID());
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post(agent, 'complaints', body, { key })),
    );
    const seen = new Set(answers.map(({ status, text }) => `${status} ${text}`));
    expect([...seen]).toEqual([`201 ${answers[0]?.text}`]);
  });

  it('acts on what it saw, and is told when that is no longer so', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    await walk(api, [[agent, 'complaints', bodies.receipt(id)]]);
    const path = `complaints/${id}/correct`;
    const correction = { channel: 'PHONE', reason: 'It was a call.' };
    const stale = await api.post(agent, path, correction, { headers: { 'if-match': '"7"' } });
    expect(stale).toMatchObject({ status: 412, body: { code: 'STALE_VERSION' } });
    const fresh = await api.post(agent, path, correction, { headers: { 'if-match': '"1"' } });
    expect(fresh).toMatchObject({ status: 200, body: { version: 2 } });
    expect(fresh.headers.get('etag')).toBe('"2"');
  });

  it('asks for what is still to be written, and is told to come again', async () => {
    const api = apiClient(platform);
    const headers = {
      authorization: `Bearer ${await api.token(agent)}`,
      'redress-after': 'intake/3/999999',
    };
    const response = await fetch(`${platform.url}/api/v1/cases`, { headers });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code: 'AFTER_TIMEOUT', retryable: true });
  });

  it('reads texts for a purpose, and without one what happened', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    await walk(api, [[agent, 'complaints', bodies.receipt(id)]]);
    const { content } = bodies.receipt(id);
    const without = await api.get(agent, `complaints/${id}`);
    expect(without.body).toMatchObject({ history: [{ data: { content: { withheld: true } } }] });
    expect(without.text).not.toContain(content);
    const purpose = { 'redress-purpose': 'CASE_HANDLING' };
    const withPurpose = await api.get(agent, `complaints/${id}`, purpose);
    expect(withPurpose.body).toMatchObject({ history: [{ data: { content: { text: content } } }] });
  });

  it('cannot use a role that it was not given', async () => {
    const api = apiClient(platform);
    const answer = await api.post(admin, 'complaints', bodies.receipt(randomUUID()));
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});
