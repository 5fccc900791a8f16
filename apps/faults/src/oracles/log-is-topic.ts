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

/**
 * What differs between a partition of a log and of its topic, which has to have all up to an end, and
 * how many records are nobody's.
 */
export function differences(
  place: string,
  { hashes, end }: { readonly hashes: ReadonlyMap<number, string>; readonly end: number },
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
    const hash = hashes.get(offset);
    if (hash === undefined) problems.push(`${place}: the log has no ${offset}`);
    else if (hash !== hashOf(record.key, record))
      problems.push(`${place}: ${offset} says another thing`);
  }
  for (const offset of hashes.keys()) {
    if (offset <= end && !seen.has(offset))
      problems.push(`${place}: ${offset} is not on the topic`);
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
    for (const [name, hashes] of await hashesOf(evidence, place)) {
      const end = evidence.drain.ends.get(name) ?? -1;
      const found = differences(name, { hashes, end }, evidence.topics.get(name) ?? []);
      problems.push(...found.problems);
      strange += found.strange;
    }
  }
  problems.push(...(await missingCopies(evidence)));
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

/** Partitions of logs that the journal has not copied from the first event to the last, each once. */
async function missingCopies({ client, drain }: Evidence): Promise<readonly string[]> {
  const { rows } = await client.query<{ place: string; copies: number; last: number }>(
    `select concat_ws('/', s.source_log, e.partition) as place, count(*)::int as copies,
            max(e.source_off)::int as last
     from analytics.journal_events e join analytics.journal_streams s using (stream_no)
     group by s.source_log, e.partition`,
  );
  const found = new Map(rows.map(({ place, ...rest }) => [place, rest]));
  return [...drain.ends].flatMap(([place, end]) => {
    const { copies, last } = found.get(place) ?? { copies: 0, last: -1 };
    if (copies === last + 1 && last >= end) return [];
    return [`the journal has ${copies} events of ${place} up to ${last}, the log ${end + 1}`];
  });
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
