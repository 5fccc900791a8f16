import type { PartitionLag } from '@redress/bus';
import type { KeptProjections } from '@redress/projections';
import type { LagOfGroup } from './consumer-gauges.js';
import { inTime } from './in-time.js';

/** What operators are told of the lag of a group. */
export interface ToldLag {
  readonly group: string;
  readonly lag: readonly PartitionLag[];
  /** Why nothing is known of it. */
  readonly unknown?: string;
  /** It feeds a read model that is not shown, and may come back. */
  readonly isForRollback?: true;
}

/** The groups of a service, and which of them feed what is not shown. */
export interface ToldGroups {
  readonly groups: readonly LagOfGroup[];
  readonly projections: Pick<KeptProjections, 'rollbackGroups'>;
}

/** The lag of each group; one that cannot be measured says why and hides nothing of the others. */
export async function toldLag({ groups, projections }: ToldGroups): Promise<ToldLag[]> {
  const kept = await projections.rollbackGroups();
  return Promise.all(
    groups.map(async (each) => ({
      group: each.group,
      ...(await measured(each)),
      ...(kept.includes(each.group) ? { isForRollback: true as const } : {}),
    })),
  );
}

async function measured(group: LagOfGroup): Promise<Pick<ToldLag, 'lag' | 'unknown'>> {
  try {
    return { lag: await inTime(group, group.lag()) };
  } catch (error) {
    return { lag: [], unknown: error instanceof Error ? error.message : String(error) };
  }
}
