import type { ClientBase } from 'pg';
import type { Effect, LedgerEntry } from '../load/ledger.js';
import { type Evidence, examineInUndone, type Oracle, told } from './evidence.js';
import { ofAllLogs } from './log-places.js';

/** Fields by which the commands of the load know their events again. */
const markers = ['durationSec', 'ownerId', 'orderId'] as const;

interface EffectRow {
  readonly stream: string;
  readonly type: string;
  readonly marker: string;
  readonly times: number;
}

/** How often each effect is in the logs; under its name without marker all of a type. */
export async function effectsIn(client: ClientBase): Promise<ReadonlyMap<string, number>> {
  const marker = markers.map((field) => `e.data->>'${field}'`).join(', ');
  const rows = await ofAllLogs<EffectRow>(
    client,
    ({ events, streams }) =>
      `select s.stream_id as stream, e.type, coalesce(${marker}, '') as marker, count(*)::int as times
       from ${events} e join ${streams} s using (stream_no) group by 1, 2, 3`,
  );
  const found = new Map<string, number>();
  for (const { log, stream, type, marker: value, times } of rows) {
    for (const each of new Set([value, ''])) {
      const name = effectName({ log, stream, type, marker: each });
      found.set(name, (found.get(name) ?? 0) + times);
    }
  }
  return found;
}

/** How the counts name an effect. */
export function effectName({ log, stream, type, marker }: Effect): string {
  return [log, stream, type, marker].join(' ');
}

/** What the log says of a command that its client knows otherwise: lost, or of one that was refused. */
export function contradictions(
  ledger: readonly LedgerEntry[],
  effects: ReadonlyMap<string, number>,
): readonly string[] {
  return ledger.flatMap((entry) => {
    const times = effects.get(effectName(entry.effect)) ?? 0;
    const what = `${entry.kind} ${entry.no} (${effectName(entry.effect)})`;
    if (entry.result === 'ok' && times === 0) return [`lost: ${what}`];
    if (entry.result === 'fail' && times > 0) return [`refused, and in the log: ${what}`];
    if (entry.result === 'open') return [`never ended: ${what}`];
    return [];
  });
}

async function examine({ client, ledger }: Evidence): Promise<readonly string[]> {
  return told(contradictions(ledger, await effectsIn(client)));
}

/** The ledger against the logs. */
export const acknowledged: Oracle = {
  id: 'I1',
  what: 'no acknowledged command lost, no refused one in the log',
  examine,
  async examineDamaged(evidence) {
    const contact = evidence.ledger.find(
      ({ kind, result }) => kind === 'contact' && result === 'ok',
    );
    const { stream = '', marker = '' } = contact?.effect ?? {};
    return examineInUndone(
      evidence,
      [
        `delete from intake.intake_events e using intake.intake_streams s
         where s.stream_no = e.stream_no and s.stream_id = '${stream}'
           and e.type = 'ContactLogged' and e.data->>'durationSec' = '${marker}'`,
      ],
      examine,
    );
  },
};
