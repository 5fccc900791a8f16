import { type Severity, resolutionStrategies } from '@redress/contracts';

/** How hard a resolution is pressed: from full settlement up to compulsory measures. */
export type Strategy = (typeof resolutionStrategies)[number];

/**
 * True when `next` may follow `last`: the ladder begins at its lowest step and is climbed one at a
 * time. Going back to a gentler one is always open. S1 may jump: safety does not wait.
 */
export function mayFollow(
  next: Strategy,
  last: Strategy | undefined,
  severity: Severity | undefined,
): boolean {
  const lastStep = last === undefined ? -1 : resolutionStrategies.indexOf(last);
  return severity === 'S1' || resolutionStrategies.indexOf(next) <= lastStep + 1;
}
