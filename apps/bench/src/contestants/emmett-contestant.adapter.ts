import { connectionUrl } from './connection-url.js';
import type { OpenContestant } from './contestant.port.js';
import { createDatabase } from './create-database.js';
import { type LoadEvent, loadData, loadMeta, loadType, withAmount } from './load-event.js';
import { importPeer } from './peer-packages.js';

/** What we use of `@event-driven-io/emmett-postgresql`. */
interface EmmettPostgres {
  getPostgreSQLEventStore(url: string, options: object): EmmettStore;
  pongoSingleStreamProjection(options: object): unknown;
  rebuildPostgreSQLProjections(options: object): { start(): Promise<void>; close(): Promise<void> };
}

interface EmmettStore {
  appendToStream(stream: string, events: readonly object[]): Promise<unknown>;
  schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

/** Emmett as its documentation uses it: a pool of its own, the schema made beforehand. */
export const openEmmett: OpenContestant = async ({ admin, database }) => {
  const emmett: EmmettPostgres = await importPeer('emmett');
  await createDatabase(admin, database);
  const url = connectionUrl({ ...admin, database });
  const store = emmett.getPostgreSQLEventStore(url, { schema: { autoMigration: 'None' } });
  await store.schema.migrate();
  let appended = 0;
  return {
    async append(stream, events) {
      await store.appendToStream(`load-${stream}`, Array.from({ length: events }, newEvent));
      appended += events;
    },
    async fold(page) {
      const consumer = emmett.rebuildPostgreSQLProjections({
        connectionString: url,
        projection: emmett.pongoSingleStreamProjection({
          collectionName: 'load',
          canHandle: [loadType],
          evolve: (state: Parameters<typeof withAmount>[0] | null, { data }: LoadEvent) =>
            withAmount(state ?? undefined, data.amountMinor),
        }),
        pulling: { batchSize: page },
      });
      await consumer.start();
      await consumer.close();
      return appended;
    },
    close: () => store.close(),
  };
};

function newEvent(_: unknown, amountMinor: number): object {
  return { type: loadType, data: loadData(amountMinor), metadata: loadMeta() };
}
