import { Pool } from 'pg';
import { connectionsMax, type OpenContestant } from './contestant.port.js';
import { createDatabase } from './create-database.js';
import {
  type LoadEvent,
  type LoadState,
  loadData,
  loadMeta,
  loadType,
  withAmount,
} from './load-event.js';
import { importPeer } from './peer-packages.js';

/** What we use of `@dcb-es/event-store` and `@dcb-es/event-store-postgres`. */
interface Dcb {
  readonly Query: { all(): unknown; fromItems(items: readonly object[]): unknown };
  readonly Tags: { from(values: readonly string[]): { readonly values: readonly string[] } };
  readonly PostgresEventStore: new (options: { pool: Pool }) => DcbStore;
}

interface DcbStore {
  ensureInstalled(): Promise<void>;
  append(commands: object | readonly object[]): Promise<unknown>;
  read(query: unknown): AsyncIterable<{
    readonly event: LoadEvent & { readonly tags: { readonly values: readonly string[] } };
  }>;
}

/**
 * The store of dynamic consistency boundaries: a stream is a tag. Single appends carry no condition,
 * which is its fastest way; those of a call do, as its consistency needs them.
 */
export const openDcb: OpenContestant = async ({ admin, database }) => {
  const { Query, Tags, PostgresEventStore }: Dcb = await importPeer('dcb');
  await createDatabase(admin, database);
  const pool = new Pool({ ...admin, database, max: connectionsMax });
  const store = new PostgresEventStore({ pool });
  await store.ensureInstalled();

  const tagsOf = (stream: string) => Tags.from([`load=${stream}`]);
  const newEvent = (stream: string, amountMinor: number) => ({
    type: loadType,
    tags: tagsOf(stream),
    data: loadData(amountMinor),
    metadata: loadMeta(),
  });
  return {
    async append(stream, events) {
      const all = Array.from({ length: events }, (_, index) => newEvent(stream, index));
      await store.append({ events: all });
    },
    async appendCall(streams) {
      await store.append(
        streams.map((stream) => ({
          events: newEvent(stream, 1),
          condition: {
            failIfEventsMatch: Query.fromItems([{ types: [loadType], tags: tagsOf(stream) }]),
          },
        })),
      );
    },
    async fold() {
      const states = new Map<string, LoadState>();
      let count = 0;
      for await (const { event } of store.read(Query.all())) {
        const [stream = ''] = event.tags.values;
        states.set(stream, withAmount(states.get(stream), event.data.amountMinor));
        count += 1;
      }
      return count;
    },
    close: () => pool.end(),
  };
};
