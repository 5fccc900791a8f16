import type { LedgerEntry } from '../load/ledger.js';
import { effectName, effectsIn } from './acknowledged.js';
import { type Evidence, examineInUndone, type Oracle, repeatedInTriage, told } from './evidence.js';
import { ofAllLogs } from './log-places.js';

/** Commands whose event is in the log more than once. */
function doubled(
  ledger: readonly LedgerEntry[],
  effects: ReadonlyMap<string, number>,
): readonly string[] {
  return ledger.flatMap(({ kind, no, effect }) => {
    const times = effects.get(effectName(effect)) ?? 0;
    return times > 1 ? [`${times} times: ${kind} ${no} (${effectName(effect)})`] : [];
  });
}

async function examine(evidence: Evidence): Promise<readonly string[]> {
  const { client, ledger, keyProblems } = evidence;
  const notes = await ofAllLogs<{ stream: string; source: string; times: number }>(
    client,
    ({ events, streams }) =>
      `select s.category || ' ' || s.stream_id as stream, count(*)::int as times,
              concat_ws('/', e.data->>'sourceLog', e.data->>'sourcePartition',
                        e.data->>'sourceOffset') as source
       from ${events} e join ${streams} s using (stream_no)
       where e.type = 'CaseFactNoted' group by 1, 3 having count(*) > 1`,
  );
  const ids = await ofAllLogs<{ id: string }>(
    client,
    ({ events }) => `select id::text from ${events} group by id having count(*) > 1`,
  );
  const copies = await client.query<{ source: string; times: number }>(
    `select concat_ws('/', s.source_log, e.partition, e.source_off) as source, count(*)::int as times
     from analytics.journal_events e join analytics.journal_streams s using (stream_no)
     group by s.source_log, e.partition, e.source_off having count(*) > 1`,
  );
  return told([
    ...doubled(ledger, await effectsIn(client)),
    ...keyProblems.map(({ key, problem }) => `key ${key}: ${problem}`),
    ...notes.map(
      ({ log, stream, source, times }) => `${log}: ${stream} notes ${source} ${times} times`,
    ),
    ...ids.map(({ log, id }) => `${log}: two events have the id ${id}`),
    ...copies.rows.map(({ source, times }) => `the journal has ${source} ${times} times`),
  ]);
}

/** Events of each command, notes of each fact, copies in the journal. */
export const effectsOnce: Oracle = {
  id: 'I2',
  what: 'no effect twice: events of a command, notes of a fact, copies, answers of a key',
  examine,
  examineDamaged: (evidence) =>
    examineInUndone(evidence, [repeatedInTriage('CaseFactNoted')], examine),
};
