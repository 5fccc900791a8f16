import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@redress/contracts';
import { journalTables } from '@redress/event-log';
import { schemaOf, withClient } from '@redress/postgres';
import type { ClientBase, PoolConfig } from 'pg';
import { type LogPlace, logPlaces } from '../oracles/log-places.js';

/** How the backlog went down after the load had stopped. */
export interface Drain {
  /** Records before all groups when it had stopped. */
  readonly atStop: number;
  /** Milliseconds until nothing was left; undefined when something still was at the bound. */
  readonly tookMs: number | undefined;
  /** Records a second, from then to the end. */
  readonly perSec: number;
  /** Groups that still lag, with how much. */
  readonly left: readonly string[];
  /** Last offset of each partition of each log, when nothing was left; what came later is later. */
  readonly ends: ReadonlyMap<string, number>;
}

const lookEveryMs = 200;
/** Reactions append to logs that were caught up already. */
const calmLooks = 4;

/** How far the logs are, and the records before each group of each service that lags. */
async function backlogOf(client: ClientBase) {
  const ends = new Map<string, number>();
  for (const place of await logPlaces(client)) await readEnds(client, place, ends);
  // Analytics reads its copy of all logs.
  const journal = { log: 'journal', events: `${schemaOf('analytics')}.${journalTables.events}` };
  const read = await readEnds(client, journal, new Map(ends));
  const behind = new Map<string, number>();
  for (const service of serviceNames) {
    const { rows } = await client.query<{
      consumer: string;
      log: string;
      partition: number;
      off: string;
    }>(`select consumer, log, partition, off from ${schemaOf(service)}.checkpoints`);
    for (const { consumer, log, partition, off } of rows) {
      const records = (read.get(`${log}/${partition}`) ?? -1) - Number(off);
      const name = `${consumer} ${log}`;
      if (records > 0) behind.set(name, (behind.get(name) ?? 0) + records);
    }
  }
  return { ends, behind };
}

/** Adds the last offset of each partition of a log. */
async function readEnds(
  client: ClientBase,
  { log, events }: Pick<LogPlace, 'events'> & { readonly log: string },
  ends: Map<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ partition: number; off: string }>(
    `select partition, max(off) as off from ${events} group by partition`,
  );
  for (const { partition, off } of rows) ends.set(`${log}/${partition}`, Number(off));
  return ends;
}

/** The groups that lag, with how much. */
export async function groupsBehind(client: ClientBase): Promise<readonly string[]> {
  return inWords((await backlogOf(client)).behind);
}

function inWords(behind: ReadonlyMap<string, number>): readonly string[] {
  return [...behind].map(([group, records]) => `${group}: ${records}`);
}

/** Waits until no group has anything before it, and it has stayed so; at most for the bound. */
export async function drained(connection: PoolConfig, boundMs: number): Promise<Drain> {
  return withClient(connection, async (client) => {
    const startedAt = performance.now();
    let atStop: number | undefined;
    let emptySince: number | undefined;
    for (let calm = 0; ; ) {
      const { ends, behind } = await backlogOf(client);
      const records = [...behind.values()].reduce((sum, each) => sum + each, 0);
      const now = performance.now() - startedAt;
      atStop ??= records;
      calm = records === 0 ? calm + 1 : 0;
      emptySince = records === 0 ? (emptySince ?? now) : undefined;
      if (calm >= calmLooks && emptySince !== undefined) {
        return { atStop, tookMs: emptySince, perSec: perSec(atStop, emptySince), left: [], ends };
      }
      if (now > boundMs) {
        const left = inWords(behind);
        return { atStop, tookMs: undefined, perSec: perSec(atStop - records, now), left, ends };
      }
      await sleep(lookEveryMs);
    }
  });
}

function perSec(records: number, ms: number): number {
  return records <= 0 ? 0 : Math.round((records * 1_000) / Math.max(ms, lookEveryMs));
}
