import { lookAtAll, requireAll, requireSome } from './operations-client.js';
import { UsageError } from './usage.js';
import type { Verb } from './verb.js';

/** How far a group is behind in one partition, as the platform tells it. */
interface PartitionLag {
  readonly log: string;
  readonly partition: number;
  readonly committed: number;
  readonly end: number;
  readonly records: number;
  readonly owner?: string;
  /** Kafka does not answer: it ended there when that was known last. */
  readonly isOld?: true;
}

interface GroupLag {
  readonly group: string;
  readonly lag: readonly PartitionLag[];
  /** Why nothing is known of it. */
  readonly unknown?: string;
  /** It feeds a read model that is not shown, and may come back. */
  readonly isForRollback?: true;
}

/** `redress lag [--partitions]`: records that each group of each service has before it. */
export const lag: Verb = async ({ rest, options, address, print }) => {
  if (rest.length > 0) throw new UsageError('lag takes no arguments');
  const { answers, missing } = await lookAtAll<GroupLag[]>(address.opsUrl, 'lag');
  const groups = answers.flatMap(({ service, answer }) =>
    answer.map(({ lag: partitions, ...group }) => ({
      ...{ service, ...group, partitions },
      records: partitions.reduce((sum, { records }) => sum + records, 0),
    })),
  );
  requireSome(groups, 'groups', address.opsUrl);
  print(
    groups,
    groups.flatMap((group) => [
      lineOf(group),
      ...(options.partitions ? group.partitions.map(partitionLine) : []),
    ]),
  );
  const isOld = groups.some(({ partitions }) => partitions.some((each) => each.isOld));
  const old = isOld ? ['Kafka does not answer: topics ended there when that was known last'] : [];
  // With 1, because whoever waits for 0 must not take this for an answer.
  requireAll({ missing: [...missing, ...groups.flatMap(unknownOf), ...old] });
};

function lineOf({ group, records, unknown, isForRollback }: Counted): string {
  const name = isForRollback ? `${group} (kept for rollback)` : group;
  return `${name.padEnd(36)} ${unknown === undefined ? records : 'unknown'}`;
}

type Counted = Omit<GroupLag, 'lag'> & { readonly records: number };

function partitionLine({ log, partition, committed, end, records, owner }: PartitionLag): string {
  const place = `${log}/${partition}`.padEnd(20);
  return `  ${place} committed ${committed}, end ${end}, records ${records}, owner ${owner ?? 'none'}`;
}

function unknownOf({ group, unknown }: Counted): string[] {
  return unknown === undefined ? [] : [`${group}: ${unknown}`];
}
