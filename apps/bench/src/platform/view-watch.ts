import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type PoolConfig } from 'pg';

/** Tells when a view of the journal shows what was written at a position of a log. */
export interface ViewWatch {
  /** Resolves with the time when it was found to be shown. Positions from before the watch never are. */
  shown(position: string): Promise<number>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (at: number) => void;
  readonly reject: (reason: unknown) => void;
}

/** Between two questions, in milliseconds: the watch takes its CPU time from what it watches. */
const pauseMs = 2;

/**
 * Events that the shown generation of a view has folded beyond known offsets of the journal.
 * Its rows and its checkpoint commit together, so the checkpoint tells what the view shows.
 */
const newlyShown = `
  select e.partition, e.off, e.source_off, s.source_log
  from unnest($2::smallint[], $3::bigint[]) as known (partition, off)
    join checkpoints c on c.partition = known.partition and c.log = 'journal'
      and c.consumer = 'analytics.' || $1 and c.off > known.off
    cross join lateral (
      select * from journal_events
      where partition = known.partition and off > known.off and off <= c.off
      order by off limit 1000) e
    join journal_streams s on s.stream_no = e.stream_no
  order by e.partition, e.off`;

interface ShownEvent {
  readonly partition: number;
  readonly off: string;
  readonly source_off: string;
  readonly source_log: string;
}

/** Asks the server for it, one question after the other, as long as somebody waits. */
export async function viewWatch(connection: PoolConfig, view: string): Promise<ViewWatch> {
  const client = new Client(connection);
  await client.connect();
  await client.query(`set search_path to analytics; set enable_bitmapscan to off`);
  const table = await shownTable(client, view);
  const known = await shownOffsets(client, table);
  const waiting = new Map<string, Waiting>();
  const seen = new Map<string, number>();
  let looking: Promise<void> | undefined;

  async function lookOnce(): Promise<void> {
    const { rows } = await client.query<ShownEvent>({
      ...{ name: 'newly_shown', text: newlyShown },
      values: [table, [...known.keys()], [...known.values()]],
    });
    const now = performance.now();
    for (const { partition, off, source_off, source_log } of rows) {
      known.set(partition, Number(off));
      const position = `${source_log}/${partition}/${source_off}`;
      waiting.get(position)?.resolve(now);
      waiting.delete(position);
      // It may be shown before its answer has arrived, and somebody waits for it.
      seen.set(position, now);
    }
  }

  async function look(): Promise<void> {
    try {
      while (waiting.size > 0) {
        await lookOnce();
        await sleep(pauseMs);
      }
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    } finally {
      looking = undefined;
    }
  }

  return {
    shown(position) {
      const at = seen.get(position);
      if (at !== undefined) return Promise.resolve(at);
      return new Promise((resolve, reject) => {
        waiting.set(position, { resolve, reject });
        looking ??= look();
      });
    },
    async close() {
      await looking;
      await client.end();
    },
  };
}

async function shownTable(client: Client, view: string): Promise<string> {
  const { rows } = await client.query<{ table_name: string }>(
    `select table_name from projection_generations where name = $1 and state = 'ACTIVE'`,
    [view],
  );
  const [shown] = rows;
  if (!shown) throw new Error(`${view} is not shown`);
  return shown.table_name;
}

async function shownOffsets(client: Client, table: string): Promise<Map<number, number>> {
  const { rows } = await client.query<{ partition: number; off: string }>(
    `select partition, off from checkpoints where log = 'journal' and consumer = 'analytics.' || $1`,
    [table],
  );
  return new Map(rows.map(({ partition, off }) => [partition, Number(off)]));
}
