import { type Evidence, examineInUndone, type Oracle, repeatedInTriage, told } from './evidence.js';

/** A clock that is late by more has been forgotten, in seconds. */
const lateMaxSec = 30;

const countsOfClocks = `
  select data->>'clockId' as clock,
         count(*) filter (where type = 'ClockStarted')::int as started,
         count(*) filter (where type = 'ClockBreached')::int as breached,
         count(*) filter (where type = 'ClockMet')::int as met,
         count(*) filter (where type = 'ClockCancelled')::int as cancelled,
         bool_or(type = 'ClockBreached' and recorded_at < (data->>'dueAt')::timestamptz) as early
  from triage.triage_events where data->>'clockId' is not null group by 1`;

/** Damage: a clock that runs will never be heard of again. */
const withoutOneTimer = `
  delete from triage.timers
  where ctid = (select ctid from triage.timers where timer_id like '%:ClockBreached' limit 1)`;

async function examine({ client }: Evidence): Promise<readonly string[]> {
  const wrong = await client.query<{ clock: string; how: string }>(
    `select clock, case
       when started <> 1 then 'was started ' || started || ' times'
       when breached > 1 then 'fired ' || breached || ' times'
       when met > 1 or cancelled > 1 then 'ended twice'
       when breached > 0 and cancelled > 0 then 'fired and was cancelled'
       else 'fired before it was due' end as how
     from (${countsOfClocks}) c
     where started <> 1 or breached > 1 or met > 1 or cancelled > 1
       or (breached > 0 and cancelled > 0) or early`,
  );
  // The load pauses no clock, so one that has not ended runs, and something is to fire.
  const lost = await client.query<{ clock: string }>(
    `select clock from (${countsOfClocks}) c
     where started = 1 and breached + met + cancelled = 0
       and not exists (select from triage.timers where timer_id = clock || ':ClockBreached')`,
  );
  const overdue = await client.query<{ stream_id: string; timer_id: string }>(
    `select stream_id, timer_id
     from (table triage.timers union all table analytics.timers) timers
     where due_at < now() - interval '${lateMaxSec} seconds'`,
  );
  return told([
    ...wrong.rows.map(({ clock, how }) => `clock ${clock} ${how}`),
    ...lost.rows.map(({ clock }) => `clock ${clock} runs and has no timer`),
    ...overdue.rows.map((row) => `timer ${row.timer_id} of ${row.stream_id} is overdue`),
  ]);
}

/** Each clock ends in one way, never before its time by the clock of the database, never forgotten. */
export const timersOnce: Oracle = {
  id: 'I7',
  what: 'each timer fires once or is cancelled, never early, never forgotten',
  examine,
  async examineDamaged(evidence) {
    const twice = await examineInUndone(evidence, [repeatedInTriage('ClockBreached')], examine);
    const never = await examineInUndone(evidence, [withoutOneTimer], examine);
    return twice.length > 0 && never.length > 0 ? [...twice, ...never] : [];
  },
};
