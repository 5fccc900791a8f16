import { randomUUID } from 'node:crypto';
import {
  type KafkaClient,
  kafkajsClient,
  PgBus,
  PgParkingLot,
  type RunningSubscription,
  startStateTopic,
} from '@redress/bus';
import {
  fromRiskStateMessage,
  redressCatalogue,
  type RiskState,
  type RiskStateRecord,
  toRiskStateMessage,
} from '@redress/contracts';
import { partitionCount, partitionOf } from '@redress/event-log';
import { createLogger } from '@redress/observability';
import { memoryPrivacy } from '@redress/privacy';
import {
  inProcessLanes,
  type KeptProjections,
  keepProjections,
  type Projection,
} from '@redress/projections';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import {
  SERVER_START_MS,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testKafka,
} from '@redress/testing';
import { recorder, type ToldFact, told } from '../../../test/risk-journal.js';
import { analyticsService } from '../../analytics.module.js';
import { CustomerRiskView } from '../customers/customer-risk.view.js';
import { customerRiskProjection } from '../customers/customer-risk.projection.js';
import { RiskStateTopic } from './risk-state-topic.js';

/** Real: PostgreSQL, journal, the projection of risk, a broker and the records on it. */
const tenantId = 'demo';
const record = recorder();
const privacy = memoryPrivacy();
const drain = { drainMs: 5_000 };

let database: TestDatabase;
let kafka: TestKafka;
let client: KafkaClient;
let service: OpenService;
let kept: KeptProjections;
let topic: string;
let running: RunningSubscription;

jest.setTimeout(120_000);

beforeAll(async () => {
  [database, kafka] = await Promise.all([testDatabase(), testKafka()]);
  client = kafkajsClient({ brokers: kafka.bootstrap, clientId: 'suite' });
  topic = `${kafka.prefix}customer.risk-state.v1`;
  const admin = await client.openAdmin();
  const settings = { 'cleanup.policy': 'compact' };
  await admin.create({ name: topic, partitions: partitionCount, replicas: 1, settings });
  await admin.close();
  service = await openServiceRuntime(analyticsService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    ...{ privacy, logger: createLogger({ name: 'analytics', level: 'error' }) },
    onConnectionLost: () => undefined,
  });
  const { checkpoints, runtime, journal } = service;
  if (!journal) throw new Error('analytics keeps a journal');
  const projections = [customerRiskProjection] as readonly Projection[];
  kept = await keepProjections({
    ...{ checkpoints, catalogue: redressCatalogue, transactions: runtime.transactions },
    ...{ service: 'analytics', projections, database: service.database, code: 'spec', workers: 4 },
    subscription: new PgBus({ pool: service.database.writer, sources: { journal } }),
    parking: new PgParkingLot(service.database.writer),
    logOf: () => journal,
    lanes: () => inProcessLanes(projections, redressCatalogue),
    onProblem: (error) => {
      throw error;
    },
  });
  running = await start();
}, SERVER_START_MS);

afterAll(async () => {
  await running?.stop(drain);
  await kept?.stop(drain);
  await service?.close();
  await database?.drop();
  await kafka?.drop();
}, 60_000);

/** A publisher of its own membership, as another process would be. */
function start(through: KafkaClient = client): Promise<RunningSubscription> {
  const { checkpoints, runtime, journal, database: own } = service;
  if (!journal) throw new Error('analytics keeps a journal');
  return startStateTopic({
    ...{ topic, client: through, checkpoints, transactions: runtime.transactions },
    source: new RiskStateTopic(runtime),
    subscription: new PgBus({
      ...{ pool: own.writer, sources: { journal }, leaseMs: 1_500, renewMs: 300 },
    }),
    onProblem: () => undefined,
  });
}

/** A client whose records never arrive, though it says so. */
function deafBroker(): KafkaClient {
  return {
    ...client,
    openProducer: async () => ({ send: async () => undefined, close: async () => undefined }),
  };
}

async function tell(...of: readonly ToldFact[]): Promise<void> {
  const { transactions, journal } = service.runtime;
  for (const fact of of) {
    await transactions.run((tx) => journal().copy([record(tenantId, fact)], tx));
  }
}

const registered = (id: string) =>
  told(id, 'CustomerRegistered', { partyType: 'PERSON', source: 'SHOP' });
const praised = (id: string) =>
  told(id, 'BrightSpotRecorded', {
    ...{ spotId: randomUUID(), kind: 'PRAISE', evidenceId: randomUUID() },
  });
const at = '2026-03-02T09:00:00.000Z';
const linked = (id: string, otherId: string) =>
  told(id, 'IdentityLinked', { otherId, evidenceIds: [randomUUID()], confidencePct: 90 });

/** What the newest record of each customer says: what is left when the topic was compacted. */
async function newest(): Promise<ReadonlyMap<string, RiskStateRecord>> {
  const found = new Map<string, RiskStateRecord>();
  const reader = await client.openReader();
  const [ranges, leaders] = await Promise.all([reader.ranges(topic), reader.leaders(topic)]);
  for (const [partition, { first, end }] of ranges) {
    for (let next = first; next < end; ) {
      const page = await reader.fetch({
        ...{ topic, broker: leaders.get(partition) ?? 0, from: new Map([[partition, next]]) },
        ...{ maxWaitMs: 500, maxBytes: 1_048_576 },
      });
      for (const each of page.get(partition) ?? []) {
        const state = fromRiskStateMessage({ partition, ...each });
        expect(each.key?.toString()).toBe(`${tenantId}/${state.customerId}`);
        found.set(state.customerId, state);
        next = each.offset + 1;
      }
    }
  }
  await reader.close();
  return found;
}

/** Waits until the newest record of each of these says what their row shows. */
async function untilEqualToRows(...ids: readonly string[]): Promise<readonly RiskStateRecord[]> {
  return eventually(async () => {
    const states = await newest();
    return Promise.all(
      ids.map(async (id) => {
        const row = await service.runtime.forTenant(tenantId, (views) =>
          views.findOneByOrFail(CustomerRiskView, { id }),
        );
        const state = states.get(id);
        expect(shownIn(state?.state)).toEqual({
          ...{ tier: row.tier, scorePts: row.scorePts, trend: row.trend, orders: row.orders },
          ...{ brightSpots: row.brightSpots, mergedInto: row.mergedInto, source: row.source },
          ...{ registeredAt: row.registeredAt?.toISOString(), identities: row.identities },
        });
        if (!state) throw new Error('compared before');
        return state;
      }),
    );
  });
}

function shownIn(state: RiskState | undefined) {
  const { tier, scorePts, trend, orders, brightSpots, source, registeredAt } = state ?? {};
  const { mergedInto = null, identities } = state ?? {};
  return {
    tier,
    scorePts,
    trend,
    orders,
    brightSpots,
    mergedInto,
    source,
    registeredAt,
    identities,
  };
}

/** Repeats a check until it passes, and then answers; at the end it fails as the check does. */
async function eventually<T>(check: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + 45_000; ; ) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe('the topic of risk states', () => {
  it('follows facts: the newest record is what is shown, with what it has seen', async () => {
    const id = randomUUID();
    await tell(registered(id));
    const [first] = await untilEqualToRows(id);
    const order = {
      orderId: 'O-1',
      amountMinor: 100,
      currency: 'CNY',
      source: 'SHOP',
      at,
    } as const;
    await tell(told(id, 'TransactionObserved', order));
    await tell(praised(id));
    const partition = partitionOf(`${tenantId}/${id}`);
    await eventually(async () => {
      const [second] = await untilEqualToRows(id);
      expect(second?.state).toMatchObject({ orders: 1, brightSpots: 1 });
      expect(second?.stateVersion).toBeGreaterThan(first?.stateVersion ?? 0);
      const [seen] = second?.state?.seen.filter(({ log }) => log === 'intake') ?? [];
      expect(seen).toMatchObject({ partition, offset: expect.any(Number) });
      expect(seen?.offset).toBeGreaterThanOrEqual(2);
    });
  });

  it('a link shows at both ends, whichever partitions they lie in, and who is merged into whom', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await tell(registered(one), registered(other), linked(one, other));
    const states = await eventually(async () => {
      const found = await untilEqualToRows(one, other);
      expect(found.filter(({ state }) => state?.mergedInto)).toHaveLength(1);
      return found;
    });
    const partitions = new Set([one, other].map((id) => partitionOf(`${tenantId}/${id}`)));
    for (const { state } of states) {
      expect(new Set(state?.seen.map(({ partition }) => partition))).toEqual(partitions);
    }
  });

  it('ends the key of who was erased, and never tells of them again', async () => {
    const [erased, other] = [randomUUID(), randomUUID()];
    await tell(registered(erased), registered(other));
    await untilEqualToRows(erased, other);
    await privacy.destroySubject({ tenantId, subject: `customer:${erased}`, by: 'dpo' });
    await eventually(async () => {
      const end = (await newest()).get(erased);
      expect([end?.customerId, end?.state]).toEqual([erased, undefined]);
    });
    await tell(praised(erased));
    await tell(praised(other));
    await untilEqualToRows(other);
    expect((await newest()).get(erased)?.state).toBeUndefined();
  });

  it('goes on where a publisher ended: what it had only noted is published by the next', async () => {
    const id = randomUUID();
    await tell(registered(id));
    await untilEqualToRows(id);
    await running.stop(drain);
    // It reads on, and each of its sends fails: a broker that is away, until it is killed.
    const away = await start({
      ...client,
      openProducer: () => Promise.reject(Object.assign(new Error('away'), { retryable: true })),
    });
    await tell(praised(id));
    await eventually(async () => {
      const { rows } = await service.database.writer.query(
        'select 1 from risk_states where customer_id = $1 and marked > published',
        [id],
      );
      expect(rows).toHaveLength(1);
    });
    await away.stop({ drainMs: 0 });
    expect((await newest()).get(id)?.state?.brightSpots).toBe(0);
    running = await start();
    const [state] = await untilEqualToRows(id);
    expect(state?.state?.brightSpots).toBe(1);
  });

  it('is put right where somebody published an older state behind, or what was sent is not there', async () => {
    const [old, lost] = [randomUUID(), randomUUID()];
    await tell(registered(old));
    const [before] = await untilEqualToRows(old);
    await tell(praised(old));
    await untilEqualToRows(old);
    await running.stop(drain);
    if (!before) throw new Error('it was published');
    const producer = await client.openProducer();
    await producer.send(topic, partitionOf(`${tenantId}/${old}`), [toRiskStateMessage(before)]);
    await producer.close();
    expect((await newest()).get(old)?.state?.brightSpots).toBe(0);
    const liar = await start(deafBroker());
    await tell(registered(lost));
    await eventually(async () => {
      const { rows } = await service.database.writer.query(
        'select 1 from risk_states where customer_id = $1 and marked = published',
        [lost],
      );
      expect(rows).toHaveLength(1);
    });
    await liar.stop(drain);
    expect((await newest()).has(lost)).toBe(false);
    running = await start();
    await untilEqualToRows(old, lost);
  });
});
