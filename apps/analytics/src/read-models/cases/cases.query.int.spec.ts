import { randomUUID } from 'node:crypto';
import {
  busMigration,
  PgBus,
  PgCheckpointStore,
  PgParkingLot,
  type RunningConsumer,
} from '@redress/bus';
import { redressCatalogue } from '@redress/contracts';
import type { CursorState, PageQuery } from '@redress/edge';
import {
  journalMigration,
  type LogRecord,
  type PgJournal,
  partitionOf,
  pgJournal,
  pgTransactions,
} from '@redress/event-log';
import { readDataSource, runMigrations, withTenantManager } from '@redress/postgres';
import {
  generationOf,
  prepareProjections,
  registryMigration,
  startProjection,
  type TableHash,
  tableHash,
} from '@redress/projections';
import { type TestDatabase, testDatabase } from '@redress/testing';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { ids, importedStory, story, stream, type Told } from '../../../test/case-story.js';
import { boardOf, detailOf } from '../../http/cases/case-answers.js';
import { CaseListQuery } from '../../http/cases/case.dto.js';
import { CaseDetailsView } from './case-details.view.js';
import { caseTimelineProjection } from './case-timeline.projection.js';
import { CaseTimelineQuery } from './case-timeline.query.js';
import { CaseTimelineView } from './case-timeline.view.js';
import { casesProjection } from './cases.projection.js';
import { CasesQuery } from './cases.query.js';
import { CasesView } from './cases.view.js';

/** Real: PostgreSQL, journal, projections, views and row-level security of analytics. */
interface Analytics {
  readonly cases: CasesQuery;
  readonly timeline: CaseTimelineQuery;
  readonly pool: Pool;
  copy(records: readonly LogRecord[]): Promise<void>;
  caughtUp(): Promise<void>;
  hashes(): Promise<TableHash[]>;
  close(): Promise<void>;
}

const service = 'analytics';
const projections = [casesProjection, caseTimelineProjection];

async function openAnalytics(): Promise<Analytics> {
  const database: TestDatabase = await testDatabase(service);
  const { owner, schema, writer: pool } = database.open(service, 20);
  await runMigrations({
    connection: owner,
    schema,
    migrations: [journalMigration(), busMigration(), registryMigration(service)],
  });
  await prepareProjections(owner, service, projections);
  const journal: PgJournal = pgJournal({ pool });
  const transactions = pgTransactions(pool);
  const views: DataSource = await readDataSource({
    connection: database.connection(service),
    service,
    views: [CasesView, CaseDetailsView, CaseTimelineView],
  });
  await views.initialize();
  const parts = {
    service,
    subscription: new PgBus({ pool, sources: { journal }, leaseMs: 5_000, renewMs: 500 }),
    checkpoints: new PgCheckpointStore(pool),
    transactions,
    catalogue: redressCatalogue,
    parking: new PgParkingLot(pool),
    limits: { maxWaitMs: 20 },
  };
  const consumers: RunningConsumer[] = [];
  for (const projection of projections) {
    consumers.push(await startProjection({ ...parts, generation: generationOf(projection) }));
  }
  const runtime = {
    forTenant: <T>(tenantId: string, query: (manager: DataSource['manager']) => Promise<T>) =>
      withTenantManager(views, tenantId, query),
  };
  return {
    cases: new CasesQuery(runtime),
    timeline: new CaseTimelineQuery(runtime),
    pool,
    async copy(records) {
      for (const batch of bySource(records)) {
        await transactions.run((tx) => journal.copy(batch, tx));
      }
    },
    async caughtUp() {
      for (const consumer of consumers) {
        while ((await consumer.lag()).some(({ records }) => records > 0)) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        expect(await consumer.parked()).toEqual([]);
      }
    },
    hashes: () =>
      Promise.all(projections.map((projection) => tableHash(pool, generationOf(projection)))),
    async close() {
      await Promise.all(consumers.map((consumer) => consumer.stop({ drainMs: 5_000 })));
      await journal.close();
      await views.destroy();
      await database.drop();
    },
  };
}

/** Batches as a copier gets them: of one log and partition each. */
function bySource(records: readonly LogRecord[]): LogRecord[][] {
  const batches = new Map<string, LogRecord[]>();
  for (const record of records) {
    const { log, partition } = record.position;
    const batch = batches.get(`${log}/${partition}`) ?? [];
    batches.set(`${log}/${partition}`, [...batch, record]);
  }
  return [...batches.values()];
}

/** Puts the streams of cases into their logs: the next offset of the partition, event by event. */
function logs() {
  const ends = new Map<string, number>();
  return {
    record(told: Readonly<Record<string, readonly Told[]>>, id: string, tenantId = 'demo') {
      const orderingKey = `${tenantId}/${id}`;
      const partition = partitionOf(orderingKey);
      return Object.values(told).flatMap((each) =>
        stream(each, id).map(({ event, envelope, source }): LogRecord => {
          const at = `${source.log}/${partition}`;
          const previous = ends.get(at) ?? -1;
          ends.set(at, previous + 1);
          return {
            position: { log: source.log, partition, offset: previous + 1 },
            previous,
            orderingKey,
            envelope: {
              ...envelope,
              id: randomUUID(),
              schemaVersion: 1,
              correlationId: randomUUID(),
              stream: { ...envelope.stream, tenantId },
            },
            data: event.data,
            sealed: [],
          };
        }),
      );
    },
  };
}

const caller = (tenantId: string) => ({
  tenantId,
  cursor: ({ cursor }: PageQuery): CursorState | undefined =>
    cursor === undefined ? undefined : JSON.parse(cursor),
  page: <Item>(items: readonly Item[], next?: CursorState) => ({
    items,
    nextCursor: next ? JSON.stringify(next) : null,
  }),
});

const filter = (fields: Partial<CaseListQuery>) => Object.assign(new CaseListQuery(), fields);

const [live, imported, other] = [randomUUID(), randomUUID(), randomUUID()];

describe('the views of cases in PostgreSQL', () => {
  let analytics: Analytics;

  beforeAll(async () => {
    analytics = await openAnalytics();
    const { record } = logs();
    await analytics.copy([
      ...record(story, live),
      ...record(importedStory, imported),
      ...record({ complaint: story.complaint }, other, 'neighbour'),
    ]);
    await analytics.caughtUp();
  });

  afterAll(() => analytics.close());

  const list = async (tenantId: string, fields: Partial<CaseListQuery> = {}) =>
    (await analytics.cases.page(filter(fields), caller(tenantId))).items.map(({ id }) => id);

  it('list the cases of one tenant, and only those', async () => {
    expect(new Set(await list('demo'))).toEqual(new Set([live, imported]));
    expect(await list('neighbour')).toEqual([other]);
    expect(await analytics.cases.one('neighbour', live)).toBeNull();
    const part = await analytics.timeline.part({ tenantId: 'neighbour', complaintId: live }, 10);
    expect(part.events).toEqual([]);
  });

  it.each<[Partial<CaseListQuery>, string[]]>([
    [{ stage: 'CLOSED' }, [live, imported]],
    [{ stage: 'THANKED' }, []],
    [{ origin: 'IMPORT' }, [imported]],
    [{ severity: 'S2' }, [live]],
    [{ channel: 'WEB_FORM' }, [imported]],
    [{ owner: ids.owner }, [live]],
    [{ breached: true }, [live]],
    [{ breached: false }, [imported]],
    [{ suspectedDuplicate: true }, [imported]],
    [{ suspectedDuplicate: false, origin: 'LIVE' }, [live]],
  ])('filter by %j', async (fields, expected) => {
    expect(new Set(await list('demo', fields))).toEqual(new Set(expected));
  });

  it('come page by page, each case once, also where many were received at one instant', async () => {
    const tenantId = 'pages';
    const many = Array.from({ length: 23 }, () => randomUUID());
    const { record } = logs();
    const records = many.flatMap((id) => record({ complaint: story.complaint }, id, tenantId));
    const second = await openAnalytics();
    await second.copy(records);
    await second.caughtUp();
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = filter({ limit: 5, ...(cursor ? { cursor } : {}) });
      const page = await second.cases.page(query, caller(tenantId));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    await second.close();
    expect(seen).toEqual([...many].sort().reverse());
  });

  it('count the board by stage, with what is to be noticed', async () => {
    expect(boardOf(await analytics.cases.board('demo'))).toMatchObject({
      total: 2,
      byStage: { RECEIVED: 0, THANKED: 0, CLOSED: 2 },
      promiseKept: 0,
      promiseBroken: 1,
      suspectedDuplicates: 1,
      sentBeforeReceived: 1,
      disputed: 1,
      breached: 1,
    });
    expect(boardOf(await analytics.cases.board('demo', 'LIVE'))).toMatchObject({ total: 1 });
    expect(boardOf(await analytics.cases.board('nobody'))).toMatchObject({ total: 0 });
  });

  it('show a case with its promises, both legs of its feedback and its timeline', async () => {
    const found = await analytics.cases.one('demo', live);
    const timeline = await analytics.timeline.part({ tenantId: 'demo', complaintId: live }, 500);
    const detail = found && detailOf(found, timeline);
    expect(detail).toMatchObject({
      id: live,
      complaintNo: 'C-2026-000001',
      stage: 'CLOSED',
      clocks: [
        { kind: 'ACK', state: 'MET' },
        { kind: 'PLAN', state: 'MET', overSec: 300 },
      ],
      feedback: { departments: [{ state: 'CONFIRMED' }], customer: [{ csat: 5 }] },
      moreEvents: false,
    });
    expect(detail).not.toHaveProperty('departmentForms');
    expect(detail?.timeline).toHaveLength(Object.values(story).flat().length);
    const times = detail?.timeline.map(({ occurredAt }) => occurredAt) ?? [];
    expect(times).toEqual([...times].sort());
    expect(detail?.timeline[0]).toMatchObject({ type: 'ComplaintReceived', round: null });
    expect(detail?.timeline.at(-1)).toMatchObject({ type: 'SurveyAnswered', details: { csat: 5 } });
  });

  it('show a timeline in parts, each event once', async () => {
    const of = { tenantId: 'demo', complaintId: live };
    const whole = await analytics.timeline.part(of, 500);
    const seen: string[] = [];
    let next: CursorState | undefined;
    do {
      const part = await analytics.timeline.part(of, 4, next);
      seen.push(...part.events.map(({ position }) => position));
      next = part.next;
    } while (next);
    expect(seen).toEqual(whole.events.map(({ position }) => position));
  });

  it('have one hash, whatever the order in which the logs were learnt', async () => {
    const { record } = logs();
    const records = [
      ...record(story, live),
      ...record(importedStory, imported),
      ...record({ complaint: story.complaint }, other, 'neighbour'),
    ];
    const backwards = ['follow-up', 'resolution', 'triage', 'intake'];
    const second = await openAnalytics();
    for (const log of backwards) {
      await second.copy(records.filter(({ position }) => position.log === log));
      await second.caughtUp();
    }
    const hashes = await second.hashes();
    await second.close();
    expect(hashes).toEqual(await analytics.hashes());
    expect(hashes.map(({ rows }) => rows)).toEqual([3, records.length]);
  });
});
