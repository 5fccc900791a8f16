import { randomUUID } from 'node:crypto';
import {
  type ConsumedEvent,
  type EventHandler,
  handlerName,
  PgBus,
  PgParkingLot,
  type RunningConsumer,
  startConsumer,
} from '@redress/bus';
import {
  customerEvents,
  type EventDefinition,
  incidentEvents,
  redressCatalogue,
  tierEvents,
} from '@redress/contracts';
import { journalName, partitionOf } from '@redress/event-log';
import { localDateOf } from '@redress/calendar';
import { millisOf } from '@redress/kernel';
import { createLogger } from '@redress/observability';
import { memoryPrivacy } from '@redress/privacy';
import {
  inProcessLanes,
  type KeptProjections,
  keepProjections,
  type Projection,
} from '@redress/projections';
import { type OpenService, openServiceRuntime } from '@redress/runtime';
import { type TestDatabase, testDatabase } from '@redress/testing';
import fc from 'fast-check';
import { recorder, type ToldFact, told } from '../../test/risk-journal.js';
import { analyticsService } from '../analytics.module.js';
import { componentOf } from '../domain/risk/facts/component.policy.js';
import { riskPolicyV1 } from '../domain/risk/policy/risk-parameters.policy.js';
import { scoreAt } from '../domain/risk/score/score.policy.js';
import { analyticsOf } from '../http/analytics.port.js';
import { CustomerFactsQuery } from '../read-models/customers/customer-facts.query.js';
import { customerRiskProjection } from '../read-models/customers/customer-risk.projection.js';
import { RiskConsumer } from './risk.consumer.js';

/** Real: PostgreSQL, journal, bus, the projection of risk, the tier decider and analytics' own log. */
const tenantId = 'demo';
const evidenceIds = [randomUUID()];
const record = recorder();

let database: TestDatabase;
let service: OpenService;
let kept: KeptProjections;
let consumer: RunningConsumer;
let facts: CustomerFactsQuery;

beforeAll(async () => {
  database = await testDatabase();
  service = await openServiceRuntime(analyticsService, {
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    privacy: memoryPrivacy(),
    logger: createLogger({ name: 'analytics', level: 'error' }),
    onConnectionLost: () => undefined,
  });
  const { runtime, checkpoints, journal } = service;
  if (!journal) throw new Error('analytics keeps a journal');
  const pool = service.database.writer;
  const parts = {
    ...{ checkpoints, catalogue: redressCatalogue, transactions: runtime.transactions },
    subscription: new PgBus({ pool, sources: { journal } }),
    parking: new PgParkingLot(pool),
    limits: { maxWaitMs: 20 },
  };
  const projections = [customerRiskProjection] as readonly Projection[];
  kept = await keepProjections({
    ...parts,
    ...{ service: 'analytics', projections, database: service.database, code: 'spec', workers: 4 },
    logOf: () => journal,
    lanes: () => inProcessLanes(projections, redressCatalogue),
    onProblem: (error) => {
      throw error;
    },
  });
  facts = new CustomerFactsQuery(runtime);
  consumer = await startConsumer({
    ...parts,
    ...{ group: 'analytics.cases', logs: [journalName], startAt: 'beginning' },
    handlers: handlersOf(new RiskConsumer(analyticsOf(runtime), facts)),
  });
});

afterAll(async () => {
  await consumer?.stop({ drainMs: 5_000 });
  await kept?.stop({ drainMs: 5_000 });
  await service?.close();
  await database?.drop();
});

function handlersOf(risk: RiskConsumer): ReadonlyMap<string, EventHandler> {
  const handled: readonly [EventDefinition, (consumed: never) => Promise<void>][] = [
    [customerEvents.CustomerRegistered, (each) => risk.customerRegistered(each)],
    [customerEvents.ReturnObserved, (each) => risk.returned(each)],
    [customerEvents.BrightSpotRecorded, (each) => risk.shone(each)],
    [customerEvents.IdentityLinked, (each) => risk.linked(each)],
    [customerEvents.IdentityUnlinked, (each) => risk.unlinked(each)],
    [incidentEvents.ConductIncidentRecorded, (each) => risk.reported(each)],
    [incidentEvents.ConductIncidentConfirmed, (each) => risk.confirmed(each)],
    [incidentEvents.ConductIncidentRejected, (each) => risk.rejected(each)],
    [tierEvents.TierLowered, (each) => risk.lowered(each)],
  ];
  return new Map(
    handled.map(([definition, handle]) => [
      handlerName(definition),
      (consumed: ConsumedEvent) => handle(consumed as never),
    ]),
  );
}

/** Copies facts into the journal, all of one customer's in one transaction: one batch. */
async function tell(of: readonly ToldFact[]) {
  const { transactions, journal } = service.runtime;
  const records = of.map((fact) => record(tenantId, fact));
  const bySource = new Map<string, typeof records>();
  for (const each of records) {
    const at = `${each.position.log}/${each.position.partition}`;
    bySource.set(at, [...(bySource.get(at) ?? []), each]);
  }
  await transactions.run(async (tx) => {
    for (const some of bySource.values()) await journal().copy(some, tx);
  });
  return records;
}

async function caughtUp(): Promise<void> {
  for (const each of [...kept.consumers(), consumer]) {
    while ((await each.lag()).some(({ records }) => records > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await each.parked()).toEqual([]);
  }
}

/** Two customers, the smaller id first, whose facts are copied independently of each other. */
function inTwoPartitions(): [string, string] {
  const pair = [randomUUID(), randomUUID()].sort() as [string, string];
  const [a, b] = pair.map((id) => partitionOf(`${tenantId}/${id}`));
  return a === b ? inTwoPartitions() : pair;
}

const registered = (id: string) => told(id, 'CustomerRegistered', { partyType: 'PERSON' });

const reported = (
  incidentId: string,
  identityId: string,
  severity: number,
  reporterId: string,
  factor: 'B1' | 'B2' = 'B1',
) =>
  told(incidentId, 'ConductIncidentRecorded', {
    ...{ identityId, identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor, severity },
    ...{ evidenceIds, reporterId, source: 'MANUAL' },
    description: { sealed: `complaint:${incidentId}` },
  });

const confirmed = (incidentId: string, identityId: string, severity: number) =>
  told(incidentId, 'ConductIncidentConfirmed', {
    ...{ identityId, severity, adjudicatorId: randomUUID() },
    reason: { sealed: `complaint:${incidentId}` },
  });

/** What was recorded of a customer's tier: type, score, and the fact that led to it. */
async function tierOf(id: string) {
  const records = await service.runtime.log().readStream({ tenantId, category: 'tier', id });
  return records.map(({ envelope: { type, causationId }, data }) => ({
    type,
    causationId,
    scorePts: (data as { readonly scorePts?: number }).scorePts,
  }));
}

describe('the evaluation of customers (A27, A29)', () => {
  it('happens after each fact, with what was known then, also when facts come in one batch', async () => {
    const [customer, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const records = await tell([
      registered(customer),
      reported(first, customer, 3, randomUUID()),
      reported(second, customer, 4, randomUUID()),
      confirmed(first, customer, 3),
    ]);
    await caughtUp();
    const causes = records.map(({ envelope }) => envelope.id);
    expect(await tierOf(customer)).toEqual([
      { type: 'RiskScored', causationId: causes[1], scorePts: 7_000 },
      { type: 'TierRaised', causationId: causes[2], scorePts: undefined },
      { type: 'RiskScored', causationId: causes[2], scorePts: 17_000 },
      { type: 'RiskScored', causationId: causes[3], scorePts: 24_000 },
    ]);
  });

  it('knows what is recorded against a linked customer, and forgets it when the link is cut', async () => {
    const [one, other] = [randomUUID(), randomUUID()].sort() as [string, string];
    const incident = randomUUID();
    await tell([registered(one), registered(other)]);
    await tell([reported(incident, other, 4, randomUUID())]);
    const reason = { sealed: `customer:${one}` };
    await tell([told(one, 'IdentityLinked', { otherId: other, evidenceIds, confidencePct: 90 })]);
    await caughtUp();
    expect((await tierOf(one)).map(({ scorePts }) => scorePts)).toEqual([10_000]);
    await tell([told(one, 'IdentityUnlinked', { otherId: other, reason })]);
    await caughtUp();
    expect((await tierOf(one)).map(({ scorePts }) => scorePts)).toEqual([10_000, 0]);
  });

  it('forgets nothing that was judged before when news of another log is late', async () => {
    const [one, other] = inTwoPartitions();
    await tell([registered(one), registered(other)]);
    await tell([told(one, 'IdentityLinked', { otherId: other, evidenceIds, confidencePct: 90 })]);
    const late = record(tenantId, reported(randomUUID(), one, 4, randomUUID()));
    await tell([reported(randomUUID(), other, 4, randomUUID())]);
    await caughtUp();
    await service.runtime.transactions.run((tx) => service.runtime.journal().copy([late], tx));
    await caughtUp();
    expect((await tierOf(one)).map(({ type, scorePts }) => scorePts ?? type)).toEqual([
      10_000,
      'TierRaised',
      20_000,
    ]);
  });

  it('judges a fact for whom it is about when the end of a link is learnt after it', async () => {
    const [one, other] = inTwoPartitions();
    await tell([registered(one), registered(other)]);
    await tell([told(one, 'IdentityLinked', { otherId: other, evidenceIds, confidencePct: 90 })]);
    await caughtUp();
    const reason = { sealed: `customer:${one}` };
    const late = record(tenantId, told(one, 'IdentityUnlinked', { otherId: other, reason }));
    await tell([reported(randomUUID(), other, 4, randomUUID())]);
    await caughtUp();
    await service.runtime.transactions.run((tx) => service.runtime.journal().copy([late], tx));
    await caughtUp();
    expect((await tierOf(one)).map(({ scorePts }) => scorePts)).toEqual([10_000, 0]);
    expect((await tierOf(other)).map(({ scorePts }) => scorePts)).toEqual([10_000]);
  });

  it('A8 takes a proposal back from whom it was made of by mistake, and makes it of the other', async () => {
    const [one, other] = inTwoPartitions();
    await tell([registered(one), registered(other)]);
    await tell([told(one, 'IdentityLinked', { otherId: other, evidenceIds, confidencePct: 90 })]);
    await tell([reported(randomUUID(), other, 4, randomUUID(), 'B2')]);
    await caughtUp();
    expect((await tierOf(one)).map(({ type }) => type)).toContain('TierProposed');
    await tell([
      told(one, 'IdentityUnlinked', { otherId: other, reason: { sealed: `customer:${one}` } }),
    ]);
    await caughtUp();
    expect((await tierOf(one)).map(({ type }) => type)).toContain('TierProposalWithdrawn');
    expect((await tierOf(other)).map(({ type }) => type)).toContain('TierProposed');
  });

  it('waits for whom a fact belongs to: logs are learnt in any order', async () => {
    const customer = randomUUID();
    await tell([reported(randomUUID(), customer, 4, randomUUID())]);
    await caughtUp();
    expect(await tierOf(customer)).toEqual([]);
    await tell([registered(customer)]);
    await caughtUp();
    expect((await tierOf(customer)).map(({ scorePts }) => scorePts)).toEqual([10_000]);
  });

  it('judges what waited for a registration that is older, and learnt later', async () => {
    const [customer, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const late = record(tenantId, registered(customer));
    await tell([
      reported(first, customer, 3, randomUUID()),
      reported(second, customer, 4, randomUUID()),
      confirmed(first, customer, 3),
    ]);
    await caughtUp();
    expect(await tierOf(customer)).toEqual([]);
    await service.runtime.transactions.run((tx) => service.runtime.journal().copy([late], tx));
    await caughtUp();
    expect((await tierOf(customer)).map(({ type, scorePts }) => scorePts ?? type)).toEqual([
      'TierRaised',
      24_000,
    ]);
  });

  it('judges nobody in a rehearsal', async () => {
    const customer = randomUUID();
    await tell([registered(customer)]);
    const fact = record(tenantId, reported(randomUUID(), customer, 5, randomUUID()));
    const drill = { ...fact, envelope: { ...fact.envelope, origin: 'DRILL' as const } };
    await service.runtime.transactions.run((tx) => service.runtime.journal().copy([drill], tx));
    await caughtUp();
    expect(await tierOf(customer)).toEqual([]);
  });
});

describe('the score of a customer', () => {
  it('is the same whether it was folded live or rebuilt, by one worker or four', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const about = fc.record({
      customer: fc.constantFrom(a, b),
      severity: fc.integer({ min: 1, max: 5 }),
      what: fc.constantFrom('report', 'report and confirm', 'praise', 'link', 'unlink'),
    });
    await tell([registered(a), registered(b)]);
    await fc.assert(
      fc.asyncProperty(fc.array(about, { minLength: 3, maxLength: 12 }), async (happened) => {
        for (const { customer, severity, what } of happened) {
          await tell(factsOf(what, customer, customer === a ? b : a, severity));
        }
        await caughtUp();
        const live = await scoresOf([a, b]);
        const certificate = await kept.rebuild('customer_risk');
        expect(certificate).toMatchObject({ equalToLive: true, differences: [] });
        // The reader of states believes for a second that the former table is shown.
        await new Promise((resolve) => setTimeout(resolve, 1_050));
        expect(await scoresOf([a, b])).toEqual(live);
      }),
      { numRuns: 6 },
    );
  }, 120_000);
});

function factsOf(what: string, customer: string, otherId: string, severity: number): ToldFact[] {
  const incident = randomUUID();
  const evidenceId = evidenceIds[0] ?? '';
  const reason = { sealed: `customer:${customer}` };
  switch (what) {
    case 'praise':
      return [
        told(customer, 'BrightSpotRecorded', { spotId: randomUUID(), kind: 'PRAISE', evidenceId }),
      ];
    case 'link':
      return [told(customer, 'IdentityLinked', { otherId, evidenceIds, confidencePct: 80 })];
    case 'unlink':
      return [told(customer, 'IdentityUnlinked', { otherId, reason })];
    default:
      return [
        reported(incident, customer, severity, randomUUID()),
        ...(what === 'report' ? [] : [confirmed(incident, customer, severity)]),
      ];
  }
}

/** Scores two days later, as a pure function of the facts. */
async function scoresOf(ids: readonly string[]) {
  const zone = 'Etc/UTC';
  const date = localDateOf(zone, millisOf('2026-03-04T12:00:00.000Z'));
  const found = await Promise.all(
    ids.map(async (id) => componentOf(await facts.members(tenantId, id), id)),
  );
  return found.map((component) => {
    const members = [...(component?.members.values() ?? [])];
    return scoreAt({ members, date, zone, parameters: riskPolicyV1, baselines: [] });
  });
}
