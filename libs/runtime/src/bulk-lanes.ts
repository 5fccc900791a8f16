import { redressCatalogue } from '@redress/contracts';
import { type FoldLanes, inProcessLanes, threadLanes } from '@redress/projections';
import type { ServiceBlueprint } from './service-blueprint.js';

/** Partitions of a log that are folded in bulk at the same time. */
export const foldThreads = 2;

/** Where whole logs of a service are folded: in threads of their own, where it names their entry. */
export function lanesOf({
  projections,
  foldThread,
}: Pick<ServiceBlueprint, 'projections' | 'foldThread'>): FoldLanes {
  return foldThread
    ? threadLanes(foldThread, foldThreads)
    : inProcessLanes(projections, redressCatalogue);
}
