import { lookAtAll, requireAll, requireSome } from './operations-client.js';
import { UsageError } from './usage.js';
import type { Verb } from './verb.js';

interface GroupLag {
  readonly group: string;
  readonly lag: readonly { readonly log: string; readonly records: number }[];
}

/** `redress lag`: records that each group of each service has before it. */
export const lag: Verb = async ({ rest, address, print }) => {
  if (rest.length > 0) throw new UsageError('lag takes no arguments');
  const looked = await lookAtAll<GroupLag[]>(address.opsUrl, 'lag');
  const groups = looked.answers.flatMap(({ service, answer }) =>
    answer.map(({ group, lag: partitions }) => ({
      ...{ service, group },
      records: partitions.reduce((sum, { records }) => sum + records, 0),
    })),
  );
  requireSome(groups, 'groups', address.opsUrl);
  print(
    groups,
    groups.map(({ group, records }) => `${group.padEnd(36)} ${records}`),
  );
  requireAll(looked);
};
