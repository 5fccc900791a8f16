import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AppendResult,
  type CommandAppend,
  commandHandler,
  eventLogMigration,
  type NewEvent,
  type PgEventLog,
  partitionCount,
  pgEventLog,
  type Sealer,
} from '@redress/event-log';
import { timestampOf } from '@redress/kernel';
import {
  loginOf,
  openService,
  provisionService,
  runMigrations,
  type ServiceDatabase,
} from '@redress/postgres';
import { connectionsMax, type ContestantOptions, type OpenContestant } from './contestant.port.js';
import { loadDecider, observe } from './load.decider.js';
import { prepareLoadRebuild, rebuildLoad } from './load-rebuild.js';
import {
  type LoadEvent,
  type LoadState,
  loadCatalogue,
  loadData,
  loadEvents,
  loadMeta,
  loadType,
  withAmount,
} from './load-event.js';

const tenantId = 'bench';
const { category } = loadEvents.LoadObserved;

/** Our event log: `append` of `pgEventLog`, in the schema and roles of a service. */
export const openRedress: OpenContestant = async (options) => {
  const service = await preparedService(options);
  const log = pgEventLog({ pool: service.writer, log: 'intake' });
  const handler = commandHandler(loadDecider, {
    ...{ log, catalogue: loadCatalogue, sealer: nothingToSeal },
    newId: randomUUID,
  });
  return {
    async append(stream, events) {
      requireOk(await log.append([newStream(stream, events)]));
    },
    async appendCall(streams) {
      requireOk(await log.append(streams.map((stream) => newStream(stream, 1))));
    },
    async handle(stream) {
      const idempotency = { key: randomBytes(32), bodyMac: randomBytes(32) };
      const meta = { tenantId, ...loadMeta(), now: timestampOf(Date.now()) };
      const outcome = await handler.handle(stream, observe(1, meta), { idempotency });
      if (!outcome.ok) throw new Error(`${outcome.rejection.code}: ${outcome.rejection.detail}`);
    },
    fold: (page) => foldLog(log, page),
    rebuild: () => rebuildLoad(service, log),
    async close() {
      await log.close();
      await service.close();
    },
  };
};

async function preparedService({ admin, database }: ContestantOptions): Promise<ServiceDatabase> {
  const connection = await provisionService({
    ...{ admin, database, service: 'intake', login: loginOf('intake') },
  });
  const service = openService({ connection, service: 'intake', max: connectionsMax });
  await runMigrations({
    connection: service.owner,
    schema: service.schema,
    migrations: [eventLogMigration({ logs: ['intake'] })],
  });
  await prepareLoadRebuild(service);
  return service;
}

/** An append of some events to a stream that does not exist yet. */
export function newStream(id: string, count: number): CommandAppend {
  return {
    stream: { tenantId, category, id },
    orderingKey: `${tenantId}/${id}`,
    expectedVersion: 0,
    events: Array.from({ length: count }, (_, index) => newEvent(index)),
  };
}

function newEvent(amountMinor: number): NewEvent {
  return {
    id: randomUUID(),
    type: loadType,
    schemaVersion: 1,
    occurredAt: timestampOf(Date.now()),
    ...loadMeta(),
    data: loadData(amountMinor),
    sealed: [],
  };
}

function requireOk(results: readonly AppendResult[]): void {
  const other = results.find(({ status }) => status !== 'ok');
  if (other) throw new Error(`a command was answered ${JSON.stringify(other)}`);
}

/** As a consumer reads: each partition from its beginning, decoded by the catalogue. */
async function foldLog(log: PgEventLog, page: number): Promise<number> {
  const states = new Map<string, LoadState>();
  let count = 0;
  for (let partition = 0; partition < partitionCount; partition += 1) {
    let after = -1;
    for (;;) {
      const records = await log.readPartition(partition, after, page);
      for (const { envelope, data } of records) {
        const { stream, type, schemaVersion } = envelope;
        const at = { log: log.name, category: stream.category, type, schemaVersion };
        const decoded = loadCatalogue.decode(at, data);
        if (!decoded.ok) throw new Error(`${decoded.problem}: ${decoded.detail}`);
        const { amountMinor } = decoded.data as LoadEvent['data'];
        states.set(stream.id, withAmount(states.get(stream.id), amountMinor));
      }
      count += records.length;
      after = records.at(-1)?.position.offset ?? after;
      if (records.length < page) break;
    }
  }
  return count;
}

/** The event of the load has no personal text. */
const nothingToSeal: Sealer = {
  seal: (events) => Promise.resolve(events.map(({ data }) => ({ data, sealed: [] }))),
};
