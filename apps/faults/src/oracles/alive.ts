import { groupsBehind } from '../cluster/backlog.js';
import { type Evidence, examineInUndone, type Oracle } from './evidence.js';

async function examine({ drain, isReady }: Evidence): Promise<readonly string[]> {
  return [
    ...(drain.tookMs === undefined ? ['something still lags at the bound'] : []),
    ...drain.left,
    ...(isReady ? [] : ['a service says that it cannot work']),
  ];
}

/** Damage: a group has not heard of the last event in a partition of the journal. */
const journalNotHeard = `
  update analytics.checkpoints c set off = c.off - 1
  from (select consumer, log, partition from analytics.checkpoints
        where log = 'journal' and off >= 0 limit 1) one
  where (c.consumer, c.log, c.partition) = (one.consumer, one.log, one.partition)`;

/** After the fault everything is done that is there to do. */
export const alive: Oracle = {
  id: 'I13',
  what: 'no lag is left, and all services are ready',
  examine,
  examineDamaged: (evidence) =>
    examineInUndone(evidence, [journalNotHeard], async (damaged) => {
      const { client, drain } = damaged;
      return examine({ ...damaged, drain: { ...drain, left: await groupsBehind(client) } });
    }),
};
