import type { TopicRecord } from '@redress/bus';
import { type Evidence, examineInUndone, type Oracle, told } from './evidence.js';
import { ofAllLogs } from './log-places.js';

/**
 * Where a partition of a topic goes wrong: an offset of the log for the first time that does not
 * follow the newest one before it. Repeats of what stood there already are allowed.
 */
export function brokenOrder(place: string, records: readonly TopicRecord[]): readonly string[] {
  let newest = -1;
  const problems: string[] = [];
  for (const { offset, headers } of records) {
    const at = Number(headers['ce_logoffset'] ?? Number.NaN);
    if (!(at > newest)) continue;
    const previous = Number(headers['ce_prevoffset']);
    if (previous !== newest) {
      problems.push(
        `${place}: record ${offset} says that ${at} follows ${previous}, not ${newest}`,
      );
    }
    newest = at;
  }
  return problems;
}

async function examine({ client, topics }: Evidence): Promise<readonly string[]> {
  const partitions = await ofAllLogs<{ partition: number }>(
    client,
    ({ events }) =>
      `select partition from ${events} group by partition
       having max(off) <> count(*) - 1 or min(off) <> 0`,
  );
  const streams = await ofAllLogs<{ name: string }>(
    client,
    ({ events, streams: heads }) =>
      `select s.category || ' ' || s.stream_id as name
       from ${heads} s left join ${events} e using (stream_no) group by s.stream_no
       having max(e.version) is distinct from count(e.*)::int or max(e.version) <> s.version`,
  );
  const journal = await client.query<{ partition: number }>(
    `select partition from analytics.journal_events group by partition
     having max(off) <> count(*) - 1 or min(off) <> 0`,
  );
  return told([
    ...partitions.map(({ log, partition }) => `${log}/${partition} has a gap`),
    ...streams.map(({ log, name }) => `${log}: ${name} has a gap in its versions`),
    ...journal.rows.map(({ partition }) => `journal/${partition} has a gap`),
    ...[...topics].flatMap(([place, records]) => brokenOrder(place, records)),
  ]);
}

/** Offsets and versions, in the logs and on the topics. */
export const order: Oracle = {
  id: 'I3',
  what: 'offsets and versions without gap, topics in the order of their logs',
  examine,
  async examineDamaged(evidence) {
    const inLog = await examineInUndone(
      evidence,
      [
        `update intake.intake_events set off = off + 1000
         where (partition, off) = (select partition, max(off) from intake.intake_events
                                   group by partition having count(*) > 1 limit 1)`,
      ],
      examine,
    );
    const onTopic = await examine({ ...evidence, topics: withoutOneRecord(evidence.topics) });
    return inLog.length > 0 && onTopic.length > 0 ? [...inLog, ...onTopic] : [];
  },
};

/** A copy of the topics in which the first record of the fullest partition is missing. */
function withoutOneRecord(topics: Evidence['topics']): Evidence['topics'] {
  const [fullest] = [...topics].sort(([, one], [, other]) => other.length - one.length);
  if (!fullest) throw new Error('there is no topic to damage');
  return new Map([...topics, [fullest[0], fullest[1].slice(1)]]);
}
