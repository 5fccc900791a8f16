import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@redress/contracts';
import { SERVER_START_MS } from '@redress/testing';
import { Client } from 'pg';
import { apiClient } from './api-client.setup.js';
import { agent, bodies, createTenant, walk } from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import { leftAlive, processOf } from './child-processes.setup.js';
import { type CollectedSpan, type OtlpCollector, otlpCollector } from './otlp-collector.setup.js';
import { leaksIn, logFileLines, planted } from './planted.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
  socketOf,
} from './platform-process.setup.js';
import { scraped, sumsBy } from './scraped.setup.js';
import { type SteadyLoad, steadyLoad } from './steady-load.setup.js';

jest.setTimeout(240_000);

/** Groups that are kept from moving, and whose checkpoints they are. */
const held = [
  ['triage', 'triage.cases'],
  ['intake', 'relay.intake'],
] as const;

/** Longest time from the request to stop to the end of a process, in milliseconds. */
const stopMaxMs = 10_000;

describe('five processes over Kafka, with somebody who looks', () => {
  let collector: OtlpCollector;
  let directory: PlatformDirectory;
  let platform: PlatformProcess;

  beforeAll(async () => {
    collector = await otlpCollector();
    directory = await platformDirectory('distributed');
    platform = await directory.start([], {
      REDRESS_LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    });
    await createTenant(apiClient(platform));
  }, SERVER_START_MS);

  afterAll(async () => {
    await directory?.remove();
    await collector?.close();
  }, 60_000);

  it('one command is one trace, from its request to the read models of another process', async () => {
    const traceId = randomBytes(16).toString('hex');
    const clientSpan = randomBytes(8).toString('hex');
    const traceparent = `00-${traceId}-${clientSpan}-01`;
    const receipt = bodies.receipt(randomUUID());
    const headers = { traceparent };
    const received = await apiClient(platform).post(agent, 'complaints', receipt, { headers });
    expect(received.status).toBe(201);
    await caughtUp(platform);
    // A try that lost a race is a span, too.
    const ours = () =>
      collector.spans.filter(
        (span) => span.traceId === traceId && !('error.type' in span.attributes),
      );
    const find = (service: string, name: RegExp) =>
      ours().filter((span) => span.service === service && name.test(span.name));
    const until = performance.now() + 30_000;
    while (find('analytics', /^project .*cases/).length === 0 && performance.now() < until) {
      await sleep(200);
    }
    const request = only(find('intake', /^POST \/api\/v1\/complaints$/));
    const command = only(find('intake', /^handle complaint\.ReceiveComplaint$/));
    expect(request).toMatchObject({
      parentSpanId: clientSpan,
      attributes: { 'http.response.status_code': 201 },
    });
    expect(command.parentSpanId).toBe(request.spanId);
    // All that comes of what the command recorded hangs below it, in whichever process.
    const below = [
      only(find('intake', /^append intake$/)),
      only(find('intake', /^publish .*complaint/)),
      only(find('intake', /^project intake\.complaints/)),
      only(find('triage', /^process triage\.cases$/)),
      only(find('analytics', /^copy analytics\.journal$/).filter(isOf('intake'))),
      only(find('analytics', /^project analytics\.cases_v/).filter(isOf('ComplaintReceived'))),
    ];
    for (const { name, parentSpanId } of below) {
      expect([name, parentSpanId]).toEqual([name, command.spanId]);
    }
    // And what another service decided because of it hangs below its handling there.
    const handling = only(find('triage', /^process triage\.cases$/));
    const reactions = find('triage', /^handle /).filter(isBelow(handling));
    const reactionIds = reactions.map(({ spanId }) => spanId);
    expect(reactionIds.length).toBeGreaterThan(0);
    const published = find('triage', /^publish /);
    expect(published.length).toBeGreaterThan(0);
    for (const { parentSpanId } of published) expect(reactionIds).toContain(parentSpanId);
  });

  it('a trace that its client does not want is not sent', async () => {
    const traceId = randomBytes(16).toString('hex');
    const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-00` };
    const receipt = bodies.receipt(randomUUID());
    await apiClient(platform).post(agent, 'complaints', receipt, { headers });
    await caughtUp(platform);
    await sleep(1_000);
    expect(collector.received()).not.toContain(traceId);
  });

  it('metrics and `redress lag` and `parked` tell the same numbers', async () => {
    const client = new Client({
      ...{ host: socketOf(directory.dataDirectory), user: 'redress', database: 'postgres' },
    });
    await client.connect();
    try {
      // Who cannot move a checkpoint falls behind, and stays there while it is looked at.
      await client.query('begin');
      for (const [schema, group] of held) {
        await client.query(`select from ${schema}.checkpoints where consumer = $1 for update`, [
          group,
        ]);
      }
      await apiClient(platform).post(agent, 'complaints', bodies.receipt(randomUUID()));
      const isBehind = async () => {
        const lags = await lagByCommand();
        return held.every(([, group]) => (lags[group] ?? 0) > 0) ? lags : undefined;
      };
      const lags = await eventually(isBehind);
      const samples = (
        await Promise.all(serviceNames.map((service) => scraped(platform.operationsUrl, service)))
      ).flat();
      expect(sumsBy(samples, 'redress_consumer_lag_records', 'group')).toEqual(lags);
      const relays = sumsBy(samples, 'redress_relay_lag_records', 'log');
      expect(relays['intake']).toBe(lags['relay.intake']);
      expect(sumsBy(samples, 'redress_relay_lag_seconds', 'log')['intake']).toBeGreaterThan(0);
      expect(sumsBy(samples, 'redress_append_seconds_count', 'log')['intake']).toBeGreaterThan(0);
      expect(sumsBy(samples, 'redress_timers_overdue_seconds', 'service')).toHaveProperty('triage');
    } finally {
      await client.query('rollback');
    }
    await client.query(
      `insert into triage.parked_keys (consumer, log, partition, key)
       values ('triage.cases', 'intake', 3, 'acme/one'), ('triage.cases', 'intake', 3, 'acme/two')`,
    );
    const listed = await redress(['parked', '--json'], directory.env);
    expect(JSON.parse(listed.stdout)).toHaveLength(2);
    const samples = await scraped(platform.operationsUrl, 'triage');
    expect(sumsBy(samples, 'redress_parked_keys', 'group')['triage.cases']).toBe(2);
    await client.query(`delete from triage.parked_keys`);
    await client.end();
  });

  /** What `redress lag` prints, by group. */
  async function lagByCommand(): Promise<Record<string, number>> {
    const { stdout } = await redress(['lag', '--json'], directory.env);
    const groups = JSON.parse(stdout) as { group: string; records: number }[];
    return Object.fromEntries(groups.map(({ group, records }) => [group, records]));
  }

  it('no log line of any level tells who somebody is or what they said', async () => {
    const { name, phone, email, text } = planted;
    const api = apiClient(platform);
    const id = randomUUID();
    const said = {
      ...{ content: text, contact: `${name}, ${phone}`, expectedOutcome: `${text}: ${email}` },
    };
    await walk(api, [
      [agent, 'customers', { customerId: id, partyType: 'PERSON', name }],
      [agent, 'complaints', { ...bodies.receipt(id), ...said }],
      [agent, `complaints/${id}/thank`, { ...bodies.thanks(), words: `${name}, ${text}` }],
      [agent, `complaints/${id}/apologise`, bodies.apology()],
      [agent, `investigations/${id}/classify`, bodies.classification()],
    ]);
    const shown = await api.get(agent, `complaints/${id}`, { 'redress-purpose': 'HANDLE_CASE' });
    // What is told to somebody with a purpose is at hand, so that nothing of it in a log is no luck.
    expect(leaksIn([shown.text])).not.toEqual([]);
    const refused: readonly [string, unknown, Readonly<Record<string, string>>?][] = [
      ['complaints', { ...bodies.receipt(randomUUID()), channel: text, contact: 7 }],
      ['complaints', { ...bodies.receipt(randomUUID()), [name]: email }],
      ['complaints', `{"contact": "${phone}", "${email}`],
      ['complaints', bodies.receipt(randomUUID()), { 'idempotency-key': `${phone} ${email}` }],
      [`complaints/${encodeURIComponent(text)}/thank`, bodies.thanks()],
      [`${encodeURIComponent(name)}?q=${encodeURIComponent(email)}`, {}],
      [`complaints/${id}/withdraw`, { reason: `${text} ${name}` }, { traceparent: email }],
    ];
    const token = await api.token(agent);
    for (const [path, body, headers = {}] of refused) {
      const response = await fetch(`${platform.url}/api/v1/${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: {
          ...{ 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          ...{ authorization: `Bearer ${token}`, ...headers },
        },
      });
      expect([path, Math.floor(response.status / 100)]).toEqual([path, 4]);
      await response.text();
    }
    await failing(async (traceparent) => {
      const asked = { ...bodies.receipt(randomUUID()), ...said };
      const { status } = await api.post(agent, 'complaints', asked, { headers: { traceparent } });
      expect(status).toBe(500);
    });
    await caughtUp(platform);
    const lines = [...platform.lines, ...platform.errors().split('\n')];
    expect(leaksIn([...lines, ...logFileLines(directory.dataDirectory)])).toEqual([]);
    expect(leaksIn([collector.received()])).toEqual([]);
    // The same look finds what is there.
    for (const each of Object.values(planted)) {
      expect(leaksIn([...lines, JSON.stringify({ msg: each })])).toHaveLength(1);
    }
  });

  /** Has the database of intake fail, and looks at what the log says of it. */
  async function failing(work: (traceparent: string) => Promise<void>): Promise<void> {
    const traceId = randomBytes(16).toString('hex');
    const client = new Client({
      ...{ host: socketOf(directory.dataDirectory), user: 'redress', database: 'postgres' },
    });
    await client.connect();
    await client.query('alter table intake.intake_streams rename to intake_streams_away');
    try {
      await work(`00-${traceId}-${randomBytes(8).toString('hex')}-01`);
    } finally {
      await client.query('alter table intake.intake_streams_away rename to intake_streams');
      await client.end();
    }
    const line = await eventually(async () =>
      platform.lines.find((each) => each.includes('a request failed') && each.includes(traceId)),
    );
    expect(JSON.parse(line)).toMatchObject({
      ...{ name: 'intake', level: 'error', trace_id: traceId },
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      err: { code: '42P01' },
    });
  }

  it.each(['intake', 'gateway'])(
    '%s stops under load in time, and cuts no request',
    async (program) => {
      const load = await loaded();
      const pid = await processOf(platform.pid, program);
      if (pid === undefined) throw new Error(`${program} does not run`);
      process.kill(pid, 'SIGTERM');
      expect(await leftAlive([pid], stopMaxMs)).toEqual([]);
      const soFar = load.acknowledged();
      await eventually(async () => load.acknowledged() > soFar + 20 || undefined);
      const { acknowledged, others, statuses, cut } = await load.end();
      expect(cut).toEqual([]);
      expect(Object.keys(statuses).filter((each) => !['201', '503'].includes(each))).toEqual([]);
      await caughtUp(platform);
      expect(await halfApplied(acknowledged, others)).toEqual([]);
      expect(await parkedKeys(platform)).toEqual([]);
    },
  );

  it('a gateway that is killed cuts requests, and the same look finds them', async () => {
    const load = await loaded();
    for (let kills = 0; kills < 2; kills += 1) {
      const pid = await eventually(() => processOf(platform.pid, 'gateway'));
      const soFar = load.acknowledged();
      await eventually(async () => load.acknowledged() > soFar + 8 || undefined);
      process.kill(pid, 'SIGKILL');
      expect(await leftAlive([pid], stopMaxMs)).toEqual([]);
    }
    expect((await load.end()).cut).not.toEqual([]);
  });

  it('all of it stops under load in time, and cuts no request', async () => {
    const load = await loaded();
    const since = performance.now();
    expect(await platform.end('SIGTERM')).toEqual({ code: 0, signal: null });
    // The gateway, then the services at once, then the servers.
    expect(performance.now() - since).toBeLessThan(3 * stopMaxMs);
    expect((await load.end()).cut).toEqual([]);
    expect(platform.lines.filter((line) => line.includes('did not stop in time'))).toEqual([]);
  });

  async function loaded(): Promise<SteadyLoad> {
    const load = steadyLoad(platform.url, await apiClient(platform).token(agent), 4);
    await eventually(async () => load.acknowledged() > 20 || undefined);
    return load;
  }

  /** Complaints that are acknowledged and not there, or there and unknown to the last read model. */
  async function halfApplied(
    acknowledged: readonly string[],
    others: readonly string[],
  ): Promise<string[]> {
    const api = apiClient(platform);
    const wrong: string[] = [];
    const left = [...acknowledged, ...others][Symbol.iterator]();
    const look = async () => {
      for (const id of left) {
        const stored = await api.get(agent, `complaints/${id}`);
        const shown = await api.get(agent, `cases/${id}`);
        const isThere = stored.status === 200;
        if (acknowledged.includes(id) && !isThere) wrong.push(`${id} was acknowledged`);
        if (isThere !== (shown.status === 200)) wrong.push(`${id}: half of it is there`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, look));
    return wrong;
  }
});

/** Asks until there is an answer. */
async function eventually<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  const until = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > until) throw new Error('there is no answer');
    await sleep(200);
  }
}

function only(spans: readonly CollectedSpan[]): CollectedSpan {
  const [first] = spans;
  if (!first || spans.length > 1) {
    throw new Error(`one span is expected, not ${JSON.stringify(spans)}`);
  }
  return first;
}

function isBelow({ spanId }: CollectedSpan): (span: CollectedSpan) => boolean {
  return ({ parentSpanId }) => parentSpanId === spanId;
}

/** Spans of a record: by its log, or by the type of its event. */
function isOf(what: string): (span: CollectedSpan) => boolean {
  return ({ attributes }) =>
    [attributes['redress.log'], attributes['redress.event']].includes(what);
}
