import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { lag } from './lag-command.js';
import { lookAtAll } from './operations-client.js';
import { parked } from './parked-command.js';
import { readArguments } from './arguments.js';
import { rebuild, verify } from './rebuild-command.js';
import type { Verb } from './verb.js';

// Real here: HTTP, answered as the gateway and the services do.

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

type Answers = Readonly<Record<string, { readonly status: number; readonly body: unknown }>>;

/** Operations that answer by method and path; everything else is a route that nobody knows. */
async function operations(answers: Answers): Promise<string> {
  const server = createServer(({ method, url }, response) => {
    const unknown = { status: 404, body: { code: 'ROUTE_UNKNOWN', detail: 'no such route' } };
    const { status, body } = answers[`${method} ${url}`] ?? unknown;
    response.writeHead(status).end(JSON.stringify(body));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  return `http://127.0.0.1:${typeof place === 'object' ? place?.port : 0}`;
}

const ok = (body: unknown) => ({ status: 200, body });
const away = { status: 503, body: { code: 'NOT_READY', detail: 'the service does not answer' } };

/** Runs a verb; what it had printed, also where it is refused. */
async function run(
  verb: Verb,
  args: readonly string[],
  opsUrl: string,
  printed: { document: unknown; lines: readonly string[] }[] = [],
) {
  const { rest, options } = readArguments(args);
  const address = { url: opsUrl, opsUrl, tenant: 'demo' };
  const print = (document: unknown, lines: readonly string[]) => {
    printed.push({ document, lines });
  };
  await verb({ rest, options, address, print });
  return printed;
}

describe('a look at all services', () => {
  it('leaves out those whose operations are elsewhere', async () => {
    const opsUrl = await operations({ 'GET /ops/triage/lag': ok(['x']) });
    expect(await lookAtAll(opsUrl, 'lag')).toEqual({
      answers: [{ service: 'triage', answer: ['x'] }],
      missing: [],
    });
  });

  it('does not verify a part where all is meant', async () => {
    const opsUrl = await operations({
      'GET /ops/intake/projections': ok([{ service: 'intake', name: 'complaints' }]),
      'GET /ops/analytics/projections': away,
    });
    await expect(run(verify, ['verify', 'all'], opsUrl)).rejects.toMatchObject({
      message: 'analytics does not answer',
    });
  });

  it('names those that do not answer, beside the answers of the others', async () => {
    const opsUrl = await operations({
      'GET /ops/intake/lag': ok(['x']),
      'GET /ops/triage/lag': away,
    });
    expect(await lookAtAll(opsUrl, 'lag')).toEqual({
      answers: [{ service: 'intake', answer: ['x'] }],
      missing: ['triage does not answer'],
    });
  });
});

describe('redress lag', () => {
  const partition = { log: 'intake', partition: 3, committed: 2, end: 9, records: 7 };

  it('tells of each partition, and which groups are kept for a rollback', async () => {
    const groups = [
      { group: 'triage.cases', lag: [{ ...partition, owner: 'one' }] },
      { group: 'triage.queue_v1_g2', lag: [], isForRollback: true },
    ];
    const opsUrl = await operations({ 'GET /ops/triage/lag': ok(groups) });
    const [printed] = await run(lag, ['lag', '--partitions'], opsUrl);
    expect(printed?.lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'triage.cases 7',
      ' intake/3 committed 2, end 9, records 7, owner one',
      'triage.queue_v1_g2 (kept for rollback) 0',
    ]);
    expect(printed?.document).toMatchObject([
      { service: 'triage', records: 7, partitions: [{ partition: 3, owner: 'one' }] },
      { isForRollback: true },
    ]);
  });

  it.each([
    [{ lag: [{ ...partition, isOld: true }] }, 'Kafka does not answer'],
    [{ lag: [], unknown: 'no broker' }, 'triage.cases: no broker'],
  ])('is refused after what is known, where that is old or nothing: %j', async (group, why) => {
    const opsUrl = await operations({
      'GET /ops/triage/lag': ok([{ group: 'triage.cases', ...group }]),
    });
    const printed: Parameters<typeof run>[3] = [];
    await expect(run(lag, ['lag'], opsUrl, printed)).rejects.toThrow(why);
    expect(printed).toHaveLength(1);
  });
});

describe('redress rebuild --rollback', () => {
  const models = ['intake', 'analytics'].map((service) => ({ service, name: `of_${service}` }));
  const nothing = {
    status: 409,
    body: { code: 'NOTHING_TO_ROLL_BACK', detail: 'of_intake has no older one' },
  };
  const found = {
    'GET /ops/intake/projections': ok([models[0]]),
    'GET /ops/analytics/projections': ok([models[1]]),
    'POST /ops/intake/projections/roll-back': nothing,
  };

  it('shows what has an older version, and names what has none', async () => {
    const opsUrl = await operations({
      ...found,
      'POST /ops/analytics/projections/roll-back': ok({ table: 'of_analytics_v1' }),
    });
    const [printed] = await run(rebuild, ['rebuild', 'all', '--rollback'], opsUrl);
    expect(printed?.lines).toEqual([
      'of_analytics shows of_analytics_v1 again',
      'of_intake has no older one',
    ]);
  });

  it('is refused where nothing has one', async () => {
    const opsUrl = await operations({
      ...found,
      'POST /ops/analytics/projections/roll-back': nothing,
    });
    await expect(run(rebuild, ['rebuild', 'all', '--rollback'], opsUrl)).rejects.toMatchObject({
      code: 'NOTHING_TO_ROLL_BACK',
    });
  });
});

describe('a verb of operators', () => {
  it.each([
    [['lag'], lag],
    [['parked', 'list'], parked],
    [['verify', 'all'], verify],
    [['rebuild', 'all'], rebuild],
    [['rebuild', 'all', '--rollback'], rebuild],
  ] as const)('is refused at the wrong port: %j', async (args, verb) => {
    const opsUrl = await operations({});
    await expect(run(verb, args, opsUrl)).rejects.toMatchObject({ code: 'NOT_OPERATIONS' });
  });

  it.each([
    [['lag'], lag, 'lag'],
    [['parked', 'list'], parked, 'parked'],
    [['verify', 'all'], verify, 'projections'],
  ] as const)('does not succeed with nothing to look at: %j', async (args, verb, path) => {
    const opsUrl = await operations({ [`GET /ops/intake/${path}`]: ok([]) });
    await expect(run(verb, args, opsUrl)).rejects.toMatchObject({ code: 'NOTHING_THERE' });
  });

  it.each([
    [['lag'], lag, 'lag', [{ group: 'intake.cases', lag: [] }]],
    [['parked', 'list'], parked, 'parked', [{ group: 'intake.cases', parked: [] }]],
  ] as const)(
    'tells of those that answer, and is refused by the name of the other: %j',
    async (args, verb, path, body) => {
      const opsUrl = await operations({
        [`GET /ops/intake/${path}`]: ok(body),
        [`GET /ops/triage/${path}`]: away,
      });
      const printed: Parameters<typeof run>[3] = [];
      await expect(run(verb, args, opsUrl, printed)).rejects.toMatchObject({
        code: 'NOT_READY',
        message: 'triage does not answer',
      });
      expect(printed).toHaveLength(1);
    },
  );
});
