import type { ClockKind, clockEvents, EventOf } from '@redress/contracts';
import type { Timestamp, Uuid } from '@redress/kernel';
import type { CaseEvents } from './case-event.js';

type Started = EventOf<typeof clockEvents.ClockStarted>['data'];

/** How a promise stands as far as triage has recorded it. */
export type ClockState = 'RUNNING' | 'PAUSED' | 'BREACHED' | 'MET' | 'CANCELLED';

/** One timed promise of a case. */
export interface CaseClock {
  readonly clockId: Uuid;
  readonly kind: ClockKind;
  readonly round: number;
  /** What it is about where a case has several of a kind, e.g. the number of a form. */
  readonly subjectId: string | null;
  readonly state: ClockState;
  readonly startedAt: Timestamp;
  readonly dueAt: Timestamp;
  readonly pauseReason: string | null;
  /** The exact instant; neither a late answer nor a restatement takes it back. */
  readonly breachedAt: Timestamp | null;
  readonly endedAt: Timestamp | null;
  /** Seconds past the due time, once it was met. */
  readonly overSec: number | null;
  /** When the promise was kept according to evidence that another person has approved. */
  readonly restatedMetAt: Timestamp | null;
}

/** The promises of a case, in the order in which they were made. */
export interface ClockPart {
  readonly round: number;
  readonly clocks: readonly CaseClock[];
  /** Whether another system kept its promise, where it says so. */
  readonly promiseKept: boolean | null;
}

export const initialClockPart: ClockPart = { round: 0, clocks: [], promiseKept: null };

/** The part after one event of the clocks' stream, in the order of its versions. */
export function foldClocks(before: ClockPart, event: CaseEvents['clock']): ClockPart {
  const part = { ...before, round: Math.max(before.round, event.data.round) };
  switch (event.type) {
    case 'ClockStarted':
      return { ...part, clocks: [...part.clocks, started(event.data)] };
    case 'ClockPaused':
      return change(part, event.data.clockId, {
        state: 'PAUSED',
        pauseReason: event.data.reason,
      });
    case 'ClockResumed':
      return change(part, event.data.clockId, {
        state: 'RUNNING',
        pauseReason: null,
        dueAt: event.data.dueAt,
      });
    case 'ClockBreached':
      return change(part, event.data.clockId, { state: 'BREACHED', breachedAt: event.occurredAt });
    case 'ClockMet':
      return change(part, event.data.clockId, {
        state: 'MET',
        pauseReason: null,
        endedAt: event.occurredAt,
        overSec: event.data.overSec,
      });
    case 'ClockCancelled':
      return change(part, event.data.clockId, {
        state: 'CANCELLED',
        pauseReason: null,
        endedAt: event.occurredAt,
      });
    case 'ClockRestated':
      return change(part, event.data.clockId, { restatedMetAt: event.data.metAt });
    case 'PromiseOutcomeRecorded':
      return { ...part, promiseKept: event.data.kept };
    case 'ClockWarned':
    case 'ClockRestatementRequested':
      return part;
    // A tolerant reader: an event that the board does not show changes nothing.
    default:
      return before;
  }
}

/** The promise that is due next: of those that run, the earliest. A paused one is not due. */
export function nextDue({ clocks }: ClockPart): CaseClock | undefined {
  let next: CaseClock | undefined;
  for (const clock of clocks) {
    if (clock.state !== 'RUNNING') continue;
    if (next === undefined || clock.dueAt < next.dueAt) next = clock;
  }
  return next;
}

/** Kinds of promises that were broken in any round, sorted. */
export function breachedKinds({ clocks }: ClockPart): ClockKind[] {
  const breached = clocks.filter(({ breachedAt }) => breachedAt !== null);
  return [...new Set(breached.map(({ kind }) => kind))].sort();
}

function started(data: Started): CaseClock {
  const { clockId, kind, round, subjectId = null, startedAt, dueAt } = data;
  return {
    clockId,
    kind,
    round,
    subjectId,
    state: 'RUNNING',
    startedAt,
    dueAt,
    pauseReason: null,
    breachedAt: null,
    endedAt: null,
    overSec: null,
    restatedMetAt: null,
  };
}

function change(part: ClockPart, clockId: Uuid, changes: Partial<CaseClock>): ClockPart {
  return {
    ...part,
    clocks: part.clocks.map((clock) =>
      clock.clockId === clockId ? { ...clock, ...changes } : clock,
    ),
  };
}
