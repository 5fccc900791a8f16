import type { CheckpointStore } from '@redress/bus';
import { logNames } from '@redress/contracts';
import type { AfterGate, AfterRequest, AfterVerdict } from '@redress/edge';
import { type EventLog, partitionCount } from '@redress/event-log';
import type { Position } from '@redress/kernel';
import { groupOf, type Projection } from '@redress/projections';
import { casesGroup, journalGroup } from './consumer-groups.js';
import type { ServiceBlueprint } from './service-blueprint.js';

/** What the gate of a service looks at. */
export interface AfterGateOptions {
  readonly blueprint: ServiceBlueprint;
  readonly checkpoints: CheckpointStore;
  /** The journal, where the service keeps one. */
  readonly journal?: EventLog;
}

/**
 * Lets a request in when the service has taken in what the caller names. A command waits for the
 * consumer that notes facts of cases, a read for the projection that answers it; what a service
 * wrote itself it knows, and what it does not listen to it never needs.
 */
export function afterGate({ blueprint, checkpoints, journal }: AfterGateOptions): AfterGate {
  const { name, consumes, projections } = blueprint;
  const known: ReadonlySet<string> = new Set(logNames);

  function waitForCases(position: Position, timeoutMs: number): Promise<boolean> {
    const listens = consumes.some((log) => log === position.log);
    if (!listens) return Promise.resolve(true);
    return checkpoints.waitFor(casesGroup(name), position, timeoutMs);
  }

  async function waitForProjection(
    projection: Projection,
    position: Position,
    timeoutMs: number,
  ): Promise<boolean> {
    const group = groupOf(name, projection);
    if (projection.log === position.log) return checkpoints.waitFor(group, position, timeoutMs);
    if (!journal || projection.log !== journal.name) return true;
    const until = performance.now() + timeoutMs;
    if (!(await checkpoints.waitFor(journalGroup(name), position, timeoutMs))) return false;
    // The copy stands at or before the end of its partition now; so far the projection must come.
    const end = (await journal.tail()).get(`${journal.name}/${position.partition}`) ?? -1;
    const copy = { log: journal.name, partition: position.partition, offset: end };
    return checkpoints.waitFor(group, copy, Math.max(0, until - performance.now()));
  }

  return {
    async wait(request: AfterRequest): Promise<AfterVerdict> {
      const { positions, readModels, timeoutMs } = request;
      const isKnown = ({ log, partition }: Position) =>
        known.has(log) && partition < partitionCount;
      if (!positions.every(isKnown)) return 'unknown';
      const answering = projections.filter(({ name: view }) => readModels.includes(view));
      const reached = await Promise.all(
        positions.flatMap((position) =>
          answering.length > 0
            ? answering.map((each) => waitForProjection(each, position, timeoutMs))
            : [waitForCases(position, timeoutMs)],
        ),
      );
      return reached.every(Boolean) ? 'reached' : 'timeout';
    },
  };
}
