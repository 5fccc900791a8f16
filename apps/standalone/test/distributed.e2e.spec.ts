import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@redress/contracts';
import { SERVER_START_MS } from '@redress/testing';
import { apiClient } from './api-client.setup.js';
import {
  agent,
  bodies,
  createTenant,
  quality,
  stepsToFeedback,
  stepsToInvestigation,
  stepsToRemedy,
  walk,
} from './case-walk.setup.js';
import { canaries, readableIn, stepsWithCanaries } from './canaries.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import { descendantsOf, leftAlive, processOf } from './child-processes.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
} from './platform-process.setup.js';
import { shownCase } from './shown-case.setup.js';
import { bytesOf, clientOf, recordsOn, topics } from './topic-bytes.setup.js';

jest.setTimeout(240_000);

describe('five services and a gateway as processes of their own, over Kafka', () => {
  let directory: PlatformDirectory;
  let platform: PlatformProcess;
  const id = randomUUID();

  beforeAll(async () => {
    directory = await platformDirectory('distributed');
    platform = await directory.start();
    await createTenant(apiClient(platform));
  }, SERVER_START_MS);

  afterAll(() => directory?.remove(), 60_000);

  /** True while all five say that they can work. */
  async function isReady(): Promise<boolean> {
    return (await fetch(`${platform.url}/health/ready`)).status === 200;
  }

  it('prints the ready line of the embedded default last, and runs six programs', async () => {
    const said = platform.lines.filter((line) => !line.startsWith('{'));
    expect(said).toEqual([`Redress is ready at ${platform.url}`]);
    expect(await isReady()).toBe(true);
    for (const service of [...serviceNames, 'gateway']) {
      expect([service, await processOf(platform.pid, service)]).toEqual([
        service,
        expect.any(Number),
      ]);
    }
  });

  it('leads every documented path to the service that has it, and no other', async () => {
    const response = await fetch(`${platform.url}/api/openapi.json`);
    const { paths } = (await response.json()) as { paths: Record<string, object> };
    const served = Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/'));
    const nouns = new Set(served.map(([path]) => path.split('/')[3]));
    for (const noun of ['complaints', 'clocks', 'resolutions', 'closures', 'cases']) {
      expect([...nouns]).toContain(noun);
    }
    for (const [template, item] of served) {
      const path = template.replaceAll(/\{\w+\}/g, id);
      for (const method of Object.keys(item)) {
        // A served route says 401 without a token, any other 404.
        const { status } = await fetch(`${platform.url}${path}`, { method: method.toUpperCase() });
        expect({ method, path, status }).toEqual({ method, path, status: 401 });
      }
    }
    for (const path of ['/api/v1/nothing', '/ops/intake/lag', '/metrics']) {
      expect([path, (await fetch(`${platform.url}${path}`)).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${platform.url}/api/docs`)).status).toBe(200);
  });

  it('serves the operations of each on one port, to this machine and to no web page', async () => {
    for (const service of serviceNames) {
      const metrics = await fetch(`${platform.operationsUrl}/metrics/${service}`);
      expect(await metrics.text()).toContain(`relay.${service}`);
    }
    const page = { headers: { origin: 'http://evil.example' } };
    expect((await fetch(`${platform.operationsUrl}/ops/intake/lag`, page)).status).toBe(421);
    expect((await fetch(`${platform.operationsUrl}/ops/nobody/lag`)).status).toBe(404);
  });

  it('a case goes its first steps, each of them knowing of the one before', async () => {
    await walk(apiClient(platform), [
      ...stepsToInvestigation(id),
      ...stepsToRemedy(id, randomUUID()),
    ]);
    expect(await shownCase(apiClient(platform), id)).toMatchObject({ stage: expect.any(String) });
  });

  it('a service that is killed is told of as away, the others go on, and it comes back', async () => {
    const killed = await processOf(platform.pid, 'resolution');
    if (killed === undefined) throw new Error('resolution does not run');
    process.kill(killed, 'SIGKILL');
    const api = apiClient(platform);
    const token = await api.token(agent);
    const refused = await fetch(`${platform.url}/api/v1/resolutions/${id}/propose`, {
      method: 'POST',
      body: JSON.stringify(bodies.proposal()),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        authorization: `Bearer ${token}`,
      },
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'NOT_READY', retryable: true });
    const other = randomUUID();
    const received = await api.post(agent, 'complaints', bodies.receipt(other));
    expect(received.status).toBe(201);
    while (!(await isReady())) await sleep(200);
    const next = await processOf(platform.pid, 'resolution');
    expect(next).not.toBe(killed);
  });

  it('and the case ends, in the order of its stages', async () => {
    const api = apiClient(platform);
    await caughtUp(platform);
    await walk(api, [
      ...stepsToFeedback(id),
      [quality, `closures/${id}/send-feedback-form`, bodies.form()],
    ]);
    const { body } = await api.get<{ forms: { formNo: string }[] }>(quality, `closures/${id}`);
    await walk(api, [
      [quality, `closures/${id}/acknowledge-form`, { formNo: body.forms.at(-1)?.formNo }],
      [agent, `closures/${id}/send-survey`, bodies.survey()],
      [agent, `closures/${id}/answer-survey`, bodies.surveyAnswer()],
      [quality, `closures/${id}/decide-prevention`, bodies.quickFix()],
      [agent, `closures/${id}/close`, {}],
    ]);
    expect(await shownCase(api, id)).toMatchObject({ stage: 'CLOSED', outcome: 'UPHELD' });
    await caughtUp(platform);
    expect(await parkedKeys(platform)).toEqual([]);
  });

  it('a deadline waits for an owner that is silent, and fires when it has spoken', async () => {
    const api = apiClient(platform);
    const other = randomUUID();
    // It has to be acknowledged within an hour, and nearly all of it has passed.
    const receivedAt = new Date(Date.now() - 3_600_000 + 10_000);
    const receipt = { ...bodies.receipt(other), receivedAt: receivedAt.toISOString() };
    await walk(api, [[agent, 'complaints', receipt]]);
    const intake = await processOf(platform.pid, 'intake');
    if (intake === undefined) throw new Error('intake does not run');
    const stateOf = async () =>
      (await shownCase(api, other)).clocks.find(({ kind }) => kind === 'ACK')?.state;
    const untilState = async (state: string) => {
      const until = performance.now() + 30_000;
      while ((await stateOf()) !== state && performance.now() < until) await sleep(200);
      expect(await stateOf()).toBe(state);
    };
    await untilState('RUNNING');
    process.kill(intake, 'SIGSTOP');
    try {
      await sleep(receivedAt.getTime() + 3_600_000 + 3_000 - Date.now());
      expect(await stateOf()).toBe('RUNNING');
    } finally {
      process.kill(intake, 'SIGCONT');
    }
    await untilState('BREACHED');
  });

  it('each read model is what a rebuild makes of the logs', async () => {
    const { code, stdout } = await redress(['verify', 'all', '--json'], directory.env);
    const reports = JSON.parse(stdout) as { projection: string; equalToLive: boolean }[];
    expect(code).toBe(0);
    expect(reports.map(({ projection }) => projection)).toEqual(
      expect.arrayContaining(['complaints', 'cases', 'case_timeline', 'customer_risk']),
    );
    for (const { projection, equalToLive } of reports) {
      expect([projection, equalToLive]).toEqual([projection, true]);
    }
  });

  it('S20 puts no text about a person on any topic in clear, and what is confidential on its own topics alone', async () => {
    const planted = canaries();
    await walk(apiClient(platform), stepsWithCanaries(planted));
    expect(planted.texts.length).toBeGreaterThan(40);
    await caughtUp(platform);
    const intake = await processOf(platform.pid, 'intake');
    const client = clientOf(intake ?? 0);
    const types = new Map<string, Set<string>>();
    for (const topic of topics) {
      const records = await recordsOn(client, topic);
      const bytes = Buffer.concat(records.map(bytesOf));
      expect([topic, readableIn(bytes, planted.texts)]).toEqual([topic, []]);
      const categories = records.map(({ headers }) => headers['ce_type']?.split('.')[0] ?? '');
      types.set(topic, new Set(categories));
    }
    for (const [topic, categories] of types) {
      const isOwn = topic === 'customer.conduct.v1' || topic === 'customer.restriction.v1';
      const secret = ['incident', 'report', 'restriction', 'appeal'].filter((each) =>
        categories.has(each),
      );
      if (!isOwn) expect([topic, secret]).toEqual([topic, []]);
    }
    expect(types.get('customer.conduct.v1')).toEqual(new Set(['incident', 'report']));
    expect(types.get('customer.risk-state.v1')).toEqual(new Set(['customer']));
    // The search itself finds what is there: plain, in a URL, in base64, in key, header and value.
    const [text = '', , other = '', , third = ''] = planted.texts;
    const admin = await client.openAdmin();
    await admin.create({ name: 'control', partitions: 1, replicas: 1, settings: {} });
    await admin.close();
    const producer = await client.openProducer();
    const base64 = Buffer.from(`"${third}"`).toString('base64');
    await producer.send('control', 0, [
      { key: encodeURIComponent(text), value: Buffer.from('{}'), headers: {} },
      { key: 'k', value: Buffer.from(`{"pii":"${base64}"}`), headers: { ce_actor: other } },
    ]);
    await producer.close();
    const control = Buffer.concat((await recordsOn(client, 'control')).map(bytesOf));
    expect(readableIn(control, planted.texts)).toEqual(planted.texts.slice(0, 6));
  });

  it('ends with all of its processes at one Ctrl-C, and begins again where it was', async () => {
    const pids = (await descendantsOf(platform.pid)).map(({ pid }) => pid);
    expect(pids.length).toBeGreaterThan(6);
    expect(await platform.end('SIGINT')).toEqual({ code: 0, signal: null });
    expect(await leftAlive(pids, 5_000)).toEqual([]);
    platform = await directory.start();
    expect(await shownCase(apiClient(platform), id)).toMatchObject({ stage: 'CLOSED' });
  });

  it('leaves no process behind when its launcher is killed', async () => {
    const pids = (await descendantsOf(platform.pid)).map(({ pid }) => pid);
    await platform.end('SIGKILL');
    expect(await leftAlive(pids, 20_000)).toEqual([]);
  });
});
