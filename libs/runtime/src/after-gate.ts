import type { CheckpointStore } from '@redress/bus';
import { logNames } from '@redress/contracts';
import type { AfterGate, AfterRequest, AfterVerdict } from '@redress/edge';
import { type EventLog, partitionCount } from '@redress/event-log';
import type { Position } from '@redress/kernel';
import type { Projection } from '@redress/projections';
import { casesGroup, journalGroup } from './consumer-groups.js';
import type { ServiceBlueprint } from './service-blueprint.js';

/** What the gate of a service looks at. */
export interface AfterGateOptions {
  readonly blueprint: ServiceBlueprint;
  readonly checkpoints: CheckpointStore;
  /** The journal, where the service keeps one. */
  readonly journal?: EventLog;
  /** The logs that the service writes, by name: what follows from a fact may be read, too. */
  readonly logs?: Readonly<Record<string, Pick<EventLog, 'tail'>>>;
  /** The consumer group of what the view of a projection shows at present. */
  readonly groupOf: (projection: Projection) => Promise<string>;
}

/**
 * Lets a request in when the service has taken in what the caller names. A command waits for the
 * consumer that notes facts of cases, a read for the projection that answers it; what a service
 * wrote itself it knows, and what it does not listen to it never needs.
 */
export function afterGate(options: AfterGateOptions): AfterGate {
  const { blueprint, checkpoints, journal, logs = {}, groupOf } = options;
  const { name, consumes, projections } = blueprint;
  const known: ReadonlySet<string> = new Set(logNames);

  async function waitForCases(position: Position, timeoutMs: number): Promise<boolean> {
    if (consumes.some((log) => log === position.log)) {
      return checkpoints.waitFor(casesGroup(name), position, timeoutMs);
    }
    const readsJournal = journal && consumes.some((log) => log === journal.name);
    return readsJournal ? waitBehindJournal(journal, casesGroup(name), position, timeoutMs) : true;
  }

  async function waitForProjection(
    projection: Projection,
    position: Position,
    timeoutMs: number,
  ): Promise<boolean> {
    const group = await groupOf(projection);
    if (projection.log === position.log) return checkpoints.waitFor(group, position, timeoutMs);
    if (!journal || projection.log !== journal.name) return true;
    const until = performance.now() + timeoutMs;
    const left = () => Math.max(0, until - performance.now());
    // What the service itself records because of the fact is a part of the answer.
    if (consumes.some((log) => log === journal.name)) {
      if (!(await waitBehindJournal(journal, casesGroup(name), position, left()))) return false;
      if (!(await waitForOwnCopies(position.partition, left()))) return false;
    }
    return waitBehindJournal(journal, group, position, left());
  }

  async function waitForOwnCopies(partition: number, timeoutMs: number): Promise<boolean> {
    const copied = await Promise.all(
      Object.entries(logs).map(async ([log, own]) => {
        const offset = (await own.tail()).get(`${log}/${partition}`) ?? -1;
        return checkpoints.waitFor(journalGroup(name), { log, partition, offset }, timeoutMs);
      }),
    );
    return copied.every(Boolean);
  }

  /** Waits for the copy of a record, then for a group that reads the copies. */
  async function waitBehindJournal(
    copies: EventLog,
    group: string,
    position: Position,
    timeoutMs: number,
  ): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    if (!(await checkpoints.waitFor(journalGroup(name), position, timeoutMs))) return false;
    // The copy stands at or before the end of its partition now; so far the group must come.
    const end = (await copies.tail()).get(`${copies.name}/${position.partition}`) ?? -1;
    const copy = { log: copies.name, partition: position.partition, offset: end };
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
