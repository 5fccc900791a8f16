import { randomUUID } from 'node:crypto';
import { PgBus, PgParkingLot, type RunningConsumer } from '@redress/bus';
import { redressCatalogue, type RiskTier } from '@redress/contracts';
import type { CursorState, PageQuery } from '@redress/edge';
import { millisOf, plusSeconds } from '@redress/kernel';
import { createLogger } from '@redress/observability';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { generationOf, startProjection } from '@redress/projections';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { recorder, type ToldFact, told } from '../../../test/risk-journal.js';
import { analyticsService } from '../../analytics.module.js';
import { DailyBaselines } from '../../consumers/daily-baselines.js';
import { type Analytics, analyticsOf } from '../../http/analytics.port.js';
import { CustomerListQuery } from '../../http/risk/risk.dto.js';
import { type RiskReader, riskReaderOf } from '../../http/risk/risk-reader.js';
import { CasesQuery } from '../cases/cases.query.js';
import { CustomerFactsQuery } from './customer-facts.query.js';
import { CustomerRecordQuery } from './customer-record.query.js';
import { customerRiskProjection } from './customer-risk.projection.js';
import { CustomerStreamsQuery } from './customer-streams.query.js';
import { CustomersQuery } from './customers.query.js';

/** Real: PostgreSQL, the journal, the projection of risk, its view, log and row-level security. */

let database: TestDatabase;
let service: OpenService;
let projection: RunningConsumer;
let customers: CustomersQuery;
let analytics: Analytics;

beforeAll(async () => {
  database = await testDatabase();
  service = await openServiceRuntime(analyticsService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy: createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) }),
    logger: createLogger({ name: 'analytics', level: 'error' }),
    onConnectionLost: () => undefined,
  });
  const { runtime, checkpoints, journal } = service;
  if (!journal) throw new Error('analytics keeps a journal');
  const pool = service.database.writer;
  projection = await startProjection({
    ...{ service: 'analytics', generation: generationOf(customerRiskProjection), checkpoints },
    subscription: new PgBus({ pool, sources: { journal } }),
    transactions: runtime.transactions,
    catalogue: redressCatalogue,
    parking: new PgParkingLot(pool),
    limits: { maxWaitMs: 20 },
  });
  customers = new CustomersQuery(runtime);
  analytics = analyticsOf(runtime);
  await tell('demo', [...scored, ...linked]);
  await tell('neighbour', customer(randomUUID(), 'T4', 90_000));
  await caughtUp();
});

afterAll(async () => {
  await projection?.stop({ drainMs: 5_000 });
  await service?.close();
  await database?.drop();
});

const record = recorder();

/** Copies facts of a tenant into the journal. */
async function tell(tenantId: string, facts: readonly ToldFact[]): Promise<void> {
  const { transactions, journal } = service.runtime;
  for (const fact of facts) {
    await transactions.run((tx) => journal().copy([record(tenantId, fact)], tx));
  }
}

async function caughtUp(): Promise<void> {
  while ((await projection.lag()).some(({ records }) => records > 0)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await projection.parked()).toEqual([]);
}

const asOf = '2026-03-02';
const evidenceIds = [randomUUID()];

/** A customer with a published score, and as many orders as are asked for. */
function customer(id: string, tier: RiskTier, scorePts: number, orders = 0): ToldFact[] {
  const versions = { modelVersion: 1, policyVersion: 1, asOf };
  const source = 'SHOP';
  const at = '2026-03-01T00:00:00.000Z';
  return [
    told(id, 'CustomerRegistered', { partyType: 'PERSON', source }),
    ...Array.from({ length: orders }, (_, n) =>
      told(id, 'TransactionObserved', {
        ...{ orderId: `O-${n}`, amountMinor: 100, currency: 'CNY', at, source },
      }),
    ),
    ...(tier === 'T0'
      ? []
      : [told(id, 'TierRaised', { from: 'T0', to: tier as 'T1', asOf, cause: 'SCORE' })]),
    told(id, 'RiskScored', { scorePts, tier, ...versions }),
  ];
}

const ids = Array.from({ length: 6 }, () => randomUUID()).sort();
const [low = '', calm = '', high = '', higher = '', merged = '', soon = ''] = ids;
const lapsesAt = plusSeconds('2026-03-09T09:00:00.000Z', 0);
const proposal = { from: 'T1', to: 'T3', asOf, cause: 'SAFETY_FLOOR', confirmedFacts: 0 } as const;

const scored: readonly ToldFact[] = [
  ...customer(low, 'T1', 16_000),
  ...customer(calm, 'T0', 0, 6),
  ...customer(high, 'T2', 31_000, 5),
  ...customer(higher, 'T2', 44_000),
  ...customer(merged, 'T0', 0, 9),
  ...customer(soon, 'T1', 20_000, 5),
  told(soon, 'TierProposed', { ...proposal, proposalNo: 1, lapsesAt }),
  told(low, 'TierProposed', { ...proposal, proposalNo: 1, lapsesAt: plusSeconds(lapsesAt, 60) }),
  told(soon, 'ReturnObserved', {
    ...{ returnId: 'R-1', orderId: 'O-1', at: '2026-03-01T00:00:00.000Z', source: 'SHOP' },
  }),
];
// The smaller id speaks for both.
const linked = [told(merged, 'IdentityLinked', { otherId: calm, evidenceIds, confidencePct: 80 })];

const filter = (fields: Partial<CustomerListQuery>) =>
  Object.assign(new CustomerListQuery(), fields);
const caller = (tenantId: string) => ({
  tenantId,
  cursor: ({ cursor }: PageQuery): CursorState | undefined =>
    cursor === undefined ? undefined : JSON.parse(cursor),
  page: <Item>(items: readonly Item[], next?: CursorState) => ({
    items,
    nextCursor: next ? JSON.stringify(next) : null,
  }),
});
const reader = (role: 'agent' | 'analyst' | 'auditor'): Promise<RiskReader> =>
  riskReaderOf({ tenantId: 'demo', roles: [role] }, service.runtime);

async function listed(fields: Partial<CustomerListQuery> = {}, tenantId = 'demo') {
  const page = await customers.page(filter(fields), caller(tenantId), await reader('auditor'));
  return page.items.map(({ id }) => id);
}

describe('the customers of a tenant in PostgreSQL', () => {
  it('A42 come highest tier and score first, without those who were merged into another', async () => {
    expect(await listed()).toEqual([higher, high, soon, low, calm]);
    expect(await listed({}, 'neighbour')).toHaveLength(1);
    expect(await listed({}, 'nobody')).toEqual([]);
    const { items } = await customers.page(filter({}), caller('demo'), await reader('auditor'));
    expect(items.at(-1)).toMatchObject({ id: calm, orders: 15, scoredOn: asOf });
    expect(items.at(-1)?.identities).toEqual([calm, merged]);
  });

  it.each<[Partial<CustomerListQuery>, string[]]>([
    [{ tier: 'T2' }, [higher, high]],
    [{ tier: 'T4' }, []],
    [{ scoreMin: 20_000 }, [higher, high, soon]],
    [{ scoreMin: 20_001, tier: 'T1' }, []],
    [{ proposed: true }, [soon, low]],
    [{ proposed: false, tier: 'T1' }, []],
    [{ trend: 'STEADY' }, [calm]],
    [{ trend: 'FALLING' }, []],
    [{ partyType: 'ORGANISATION' }, []],
  ])('filter by %j', async (fields, expected) => {
    expect(await listed(fields)).toEqual(expected);
  });

  it.each(['agent', 'analyst', 'auditor'] as const)(
    'A8 come page by page to an %s, with cursors that say no more than the list',
    async (role) => {
      const who = await reader(role);
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const query = filter({ limit: 2, ...(cursor ? { cursor } : {}) });
        const page = await customers.page(query, caller('demo'), who);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        if (role === 'analyst') for (const id of ids) expect(cursor ?? '').not.toContain(id);
        if (role === 'agent') expect(cursor ?? '').not.toMatch(/[^0-9a-f]\d{5}[^0-9a-f]/);
      } while (cursor);
      // Within a tier an agent does not learn who has the higher score.
      const byScore = [higher, high, soon, low, calm];
      const byId = [higher, high].sort().reverse();
      expect(seen).toEqual(role === 'agent' ? [...byId, soon, low, calm] : byScore);
    },
  );

  it('A8 are not filtered by what the reader does not see', async () => {
    const who = await reader('agent');
    for (const fields of [{ scoreMin: 1 }, { proposed: true }]) {
      const page = customers.page(filter(fields), caller('demo'), who);
      await expect(page).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('A42 are exported each once', async () => {
    const found: string[] = [];
    for await (const page of customers.pages({ tier: 'T1' }, 'demo', await reader('auditor'))) {
      found.push(...page.map(({ id }) => id));
    }
    expect(found).toEqual([low, soon].sort());
  });

  it('wait for a word on a proposed tier, the one that lapses next first', async () => {
    const open = async (now: string, after?: CursorState) =>
      (await customers.proposals({ limit: 10, after, now }, 'demo')).map(({ id }) => id);
    expect(await open(asOf)).toEqual([soon, low]);
    expect(await open(asOf, [lapsesAt, soon])).toEqual([low]);
    expect(await open(lapsesAt)).toEqual([low]);
    expect(await open(plusSeconds(lapsesAt, 60))).toEqual([]);
  });

  it('have return rates, of those with enough orders', async () => {
    const [rates, ...others] = await customers.returnRates('demo', 5);
    expect(others).toEqual([]);
    expect([rates?.group, [...(rates?.ratesMilli ?? [])].sort((a, b) => a - b)]).toEqual([
      'PERSON',
      [0, 0, 200],
    ]);
    expect(await customers.returnRates('demo', 16)).toEqual([]);
  });
});

describe('the record of a customer in PostgreSQL', () => {
  it('A24 A38 is put together from facts and journal, also of who was merged', async () => {
    const facts = new CustomerFactsQuery(service.runtime);
    const streams = new CustomerStreamsQuery(service.runtime);
    const records = new CustomerRecordQuery(
      ...([analytics, facts, streams, new CasesQuery(service.runtime)] as const),
    );
    const record = await records.one('demo', merged, '2026-03-03T00:00:00.000Z');
    expect(record).toMatchObject({
      ...{ id: merged, mergedInto: calm, tier: 'T0', proposal: null },
      score: { asOf: '2026-03-03', scorePts: 0 },
      transactions: { orders: 15, returns: [] },
      basic: { links: [{ identityId: merged, otherId: calm, confidencePct: 80 }] },
    });
    expect(record?.transactions.lastOrders).toHaveLength(15);
    expect(record?.transactions.lastOrders[0]).toMatchObject({
      ...{ source: 'SHOP', manner: 'AUTOMATIC' },
    });
    const waiting = await records.one('demo', soon, '2026-03-03T00:00:00.000Z');
    expect(waiting?.proposal).toMatchObject({ to: 'T3', lapsesAt });
    expect((await records.one('demo', soon, lapsesAt))?.proposal).toBeNull();
    expect(await records.one('neighbour', merged, lapsesAt)).toBeUndefined();
    expect(await records.one('demo', randomUUID(), lapsesAt)).toBeUndefined();
  });
});

describe('the daily baselines (D7)', () => {
  const published = async (tenantId: string) => {
    const stream = { tenantId, category: 'peer-baseline', id: tenantId };
    return (await analytics.peerBaselines.load(stream)).state.baselines;
  };

  it('are published once a local day and tenant, by whichever replica comes first', async () => {
    let now = millisOf('2026-03-03T10:00:00.000Z');
    const problems: unknown[] = [];
    const replica = () =>
      new DailyBaselines({
        ...{ analytics, customers, newId: randomUUID, now: () => now },
        tenants: async () => [...(await service.runtime.journal().tenants()), ''],
        onProblem: (error) => problems.push(error),
      });
    const [one, two] = [replica(), replica()];
    for (let minute = 0; minute < 3; minute += 1, now += 60_000) {
      await Promise.all([one.visitAll(), two.visitAll()]);
    }
    expect(await published('demo')).toEqual([
      { group: 'PERSON', date: '2026-03-03', medianMilli: 0, madMilli: 0, n: 3 },
    ]);
    now += 24 * 3_600_000;
    await one.visitAll();
    expect((await published('demo')).map(({ date }) => date)).toEqual(['2026-03-03', '2026-03-04']);
    // Nobody there has enough orders.
    expect(await published('neighbour')).toEqual([]);
    // A tenant that fails is told of, and keeps no other from its own.
    expect(problems.length).toBeGreaterThan(0);
  });
});
