import { createHash } from 'node:crypto';
import type { TopicRecord } from '@redress/bus';
import {
  fromTopicMessage,
  StrangeRecordError,
  type TopicMessage,
  toTopicMessage,
} from '@redress/contracts';
import { partitionCount, pgEventLog } from '@redress/event-log';
import { Pool } from 'pg';
import { type Evidence, type Oracle, told } from './evidence.js';
import { type LogPlace, logPlaces } from './log-places.js';

const pageMax = 1_000;

/** One hash over all that a record says: key, value and headers. */
export function hashOf(key: Buffer | string | null, { value, headers }: HashedRecord): string {
  const hash = createHash('sha256').update(String(key)).update('\0');
  hash.update(value ?? '').update('\0');
  for (const name of Object.keys(headers).sort()) hash.update(`${name}=${headers[name]}\0`);
  return hash.digest('hex');
}

type HashedRecord = Pick<TopicMessage, 'headers'> & { readonly value: Buffer | null };

/** What differs between a partition of a log and of its topic, and how many records are nobody's. */
export function differences(
  place: string,
  expected: ReadonlyMap<number, string>,
  records: readonly TopicRecord[],
): { readonly problems: readonly string[]; readonly strange: number } {
  const problems: string[] = [];
  const seen = new Set<number>();
  let strange = 0;
  for (const record of records) {
    const offset = offsetOf(place, record);
    if (offset === undefined) {
      strange += 1;
      continue;
    }
    seen.add(offset);
    const hash = expected.get(offset);
    if (hash === undefined) problems.push(`${place}: the log has no ${offset}`);
    else if (hash !== hashOf(record.key, record))
      problems.push(`${place}: ${offset} says another thing`);
  }
  for (const offset of expected.keys()) {
    if (!seen.has(offset)) problems.push(`${place}: ${offset} is not on the topic`);
  }
  return { problems, strange };
}

function offsetOf(place: string, record: TopicRecord): number | undefined {
  const [log = '', partition] = place.split('/');
  try {
    return fromTopicMessage(log, { ...record, partition: Number(partition) }).position.offset;
  } catch (error) {
    if (error instanceof StrangeRecordError) return undefined;
    throw error;
  }
}

async function examine(evidence: Evidence): Promise<readonly string[]> {
  const problems: string[] = [];
  let strange = 0;
  for (const place of await logPlaces(evidence.client)) {
    for (const [name, expected] of await hashesOf(evidence, place)) {
      const found = differences(name, expected, evidence.topics.get(name) ?? []);
      problems.push(...found.problems);
      strange += found.strange;
    }
  }
  const journal = await evidence.client.query<{ copies: number }>(
    'select count(*)::int as copies from analytics.journal_events',
  );
  const events = await eventsOf(evidence);
  const { copies = 0 } = journal.rows[0] ?? {};
  if (copies !== events) problems.push(`the journal has ${copies} of ${events} events`);
  if (strange !== evidence.strangeRecords) {
    problems.push(`${strange} records are nobody's, ${evidence.strangeRecords} were put there`);
  }
  return told(problems);
}

/** The records of a log as they have to stand on the topic, by partition and offset. */
async function hashesOf(
  { connection }: Evidence,
  { log, schema }: LogPlace,
): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>> {
  const pool = new Pool({ ...connection, max: 2, options: `-c search_path=${schema}` });
  const source = pgEventLog({ pool, log });
  try {
    const all = new Map<string, Map<number, string>>();
    for (let partition = 0; partition < partitionCount; partition += 1) {
      const hashes = new Map<number, string>();
      for (let after = -1; ; ) {
        const page = await source.readPartition(partition, after, pageMax);
        for (const record of page) {
          const message = toTopicMessage({ ...record, position: { ...record.position, log } });
          hashes.set(record.position.offset, hashOf(message.key, message));
        }
        if (page.length < pageMax) break;
        after = page.at(-1)?.position.offset ?? after;
      }
      all.set(`${log}/${partition}`, hashes);
    }
    return all;
  } finally {
    await source.close();
    await pool.end();
  }
}

/** Events of all logs that the journal copies. */
async function eventsOf({ client }: Evidence): Promise<number> {
  const { rows: copied } = await client.query<{ source_log: string }>(
    'select distinct source_log from analytics.journal_sources',
  );
  const names = new Set(copied.map(({ source_log }) => source_log));
  let sum = 0;
  for (const { log, events } of await logPlaces(client)) {
    if (!names.has(log)) continue;
    const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${events}`);
    sum += rows[0]?.n ?? 0;
  }
  return sum;
}

/** The same events on both sides, byte for byte, and nothing left to publish. */
export const logIsTopic: Oracle = {
  id: 'I4',
  what: 'each topic has what its log has, byte for byte; so has the journal',
  examine,
  async examineDamaged(evidence) {
    const changed = await examine({ ...evidence, topics: withOneOtherByte(evidence.topics) });
    return changed.some((problem) => problem.includes('another thing')) ? changed : [];
  },
};

/** A copy of the topics in which one byte of one value differs. */
function withOneOtherByte(topics: Evidence['topics']): Evidence['topics'] {
  for (const [place, records] of topics) {
    const at = records.findIndex(
      (record) => (record.value?.length ?? 0) > 2 && offsetOf(place, record) !== undefined,
    );
    const record = records[at];
    if (!record?.value) continue;
    const value = Buffer.from(record.value);
    value.writeUInt8(value.readUInt8(1) ^ 1, 1);
    return new Map([...topics, [place, records.with(at, { ...record, value })]]);
  }
  throw new Error('there is no record to damage');
}
