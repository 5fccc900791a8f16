import { serviceNames } from '@redress/contracts';
import { schemaOf } from '@redress/postgres';
import { type Evidence, examineInUndone, type Oracle, told } from './evidence.js';

/** Parked events, named by who parked them, by their key and by how many they are. */
type Parked = Readonly<Record<'consumer' | 'key' | 'events', string>>;

async function examine({ client, poison }: Evidence): Promise<readonly string[]> {
  const parked: Parked[] = [];
  for (const service of serviceNames) {
    const { rows } = await client.query<Parked>(
      `select consumer, key, count(*)::text as events from ${schemaOf(service)}.parked
       group by consumer, key`,
    );
    parked.push(...rows);
  }
  const name = ({ consumer, key, events }: Parked) => `${consumer} ${key}: ${events}`;
  const found = new Set(parked.map(name));
  const wanted = new Set(
    poison.flatMap(({ key, groups, events }) =>
      groups.map((consumer) => name({ consumer, key, events: String(events) })),
    ),
  );
  return told([
    ...[...found]
      .filter((each) => !wanted.has(each))
      .map((each) => `parked and no poison: ${each}`),
    ...[...wanted]
      .filter((each) => !found.has(each))
      .map((each) => `poison and not parked: ${each}`),
  ]);
}

/** What is aside is what the nemesis has poisoned; every other key goes on. */
export const parkedIsPoison: Oracle = {
  id: 'I11',
  what: 'parked is the injected poison and nothing else',
  examine,
  examineDamaged: (evidence) =>
    examineInUndone(
      evidence,
      [
        `insert into triage.parked
           (consumer, log, partition, off, key, error_code, error, attempts, record)
         values ('triage', 'intake', 0, 0, 'north/good', 'UNREADABLE', 'none', 0, '{}')`,
      ],
      examine,
    ),
};
