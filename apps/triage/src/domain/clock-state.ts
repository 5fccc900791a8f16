import type { ClockEvent, clockEvents, EventOf } from '@redress/contracts';
import { type Heard, hearNote, type Recorded, type Timestamp, type Uuid } from '@redress/kernel';

type DataOf<Type extends keyof typeof clockEvents> = EventOf<(typeof clockEvents)[Type]>['data'];

/** A share of the time used up, in percent, and the instant at which it will be. */
export type Warning = DataOf<'ClockStarted'>['warnings'][number];

export type PauseReason = DataOf<'ClockPaused'>['reason'];

/** A stretch for which a clock stood still. */
export interface Pause {
  readonly reason: PauseReason;
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly withoutQuestion: boolean;
}

/**
 * How a clock stands. It ends in one way: met in time, breached (and perhaps met late), or
 * cancelled before either.
 */
export type Standing =
  | { readonly phase: 'RUNNING' }
  | {
      readonly phase: 'PAUSED';
      readonly reason: PauseReason;
      readonly since: Timestamp;
      readonly withoutQuestion: boolean;
      /** When it resumes by itself, and what is due then; worked out when it was paused. */
      readonly limit: DataOf<'ClockPaused'>['limit'];
    }
  | { readonly phase: 'BREACHED' }
  | { readonly phase: 'MET'; readonly at: Timestamp; readonly overSec: number }
  | {
      readonly phase: 'CANCELLED';
      readonly at: Timestamp;
      readonly reason: DataOf<'ClockCancelled'>['reason'];
    };

/** A request to correct a breach by evidence, until another person approves it. */
export type Restatement =
  | {
      readonly step: 'REQUESTED';
      readonly metAt: Timestamp;
      readonly evidenceIds: readonly Uuid[];
      readonly requestedBy: string;
    }
  | { readonly step: 'APPROVED'; readonly metAt: Timestamp };

/** One timed promise. Everything about its length was fixed when it started. */
export interface Clock extends Omit<DataOf<'ClockStarted'>, 'warnings'> {
  /** Those still to come, earliest first. */
  readonly warnings: readonly Warning[];
  readonly pauses: readonly Pause[];
  readonly standing: Standing;
  /** Set once, for ever: neither a late answer nor a restatement takes it back. */
  readonly breachedAt: Timestamp | undefined;
  readonly restatement: Restatement | undefined;
}

/** All promises of one case. */
export interface CaseClocks {
  /** The last round that any of its clocks belongs to. */
  readonly round: number;
  readonly heard: Heard;
  readonly clocks: readonly Clock[];
  /** When the customer was last asked something. */
  readonly lastQuestionAt: Timestamp | undefined;
  /** Whether another system kept its promise, where it says so. */
  readonly promiseKept: boolean | undefined;
}

export const initialCaseClocks: CaseClocks = {
  round: 1,
  heard: {},
  clocks: [],
  lastQuestionAt: undefined,
  promiseKept: undefined,
};

export function evolve(state: CaseClocks, event: Recorded<ClockEvent>): CaseClocks {
  switch (event.type) {
    case 'CaseFactNoted':
      return withContact(state, event.data);
    case 'ClockStarted':
      return {
        ...state,
        round: Math.max(state.round, event.data.round),
        clocks: [...state.clocks, started(event.data)],
      };
    case 'PromiseOutcomeRecorded':
      return { ...state, promiseKept: event.data.kept };
    case 'ClockPaused':
    case 'ClockResumed':
    case 'ClockWarned':
    case 'ClockBreached':
    case 'ClockMet':
    case 'ClockCancelled':
    case 'ClockRestatementRequested':
    case 'ClockRestated':
      return {
        ...state,
        clocks: state.clocks.map((clock) =>
          clock.clockId === event.data.clockId ? changed(clock, event) : clock,
        ),
      };
  }
}

function withContact(state: CaseClocks, data: DataOf<'CaseFactNoted'>): CaseClocks {
  const { fact } = data;
  const heard = hearNote(state.heard, data);
  const asked = fact.direction === 'OUTBOUND' && fact.purpose === 'QUESTION';
  if (!asked || (state.lastQuestionAt ?? '') >= fact.occurredAt) return { ...state, heard };
  return { ...state, heard, lastQuestionAt: fact.occurredAt };
}

function started(data: DataOf<'ClockStarted'>): Clock {
  return {
    ...data,
    pauses: [],
    standing: { phase: 'RUNNING' },
    breachedAt: undefined,
    restatement: undefined,
  };
}

type ClockChange = Exclude<
  Recorded<ClockEvent>,
  { type: 'CaseFactNoted' | 'ClockStarted' | 'PromiseOutcomeRecorded' }
>;

function changed(clock: Clock, event: ClockChange): Clock {
  switch (event.type) {
    case 'ClockPaused': {
      const { reason, withoutQuestion, limit } = event.data;
      const since = event.occurredAt;
      return { ...clock, standing: { phase: 'PAUSED', reason, since, withoutQuestion, limit } };
    }
    case 'ClockResumed':
      return {
        ...clock,
        dueAt: event.data.dueAt,
        warnings: event.data.warnings,
        pauses: [...clock.pauses, ...endOfPause(clock, event.occurredAt)],
        standing: { phase: 'RUNNING' },
      };
    case 'ClockWarned':
      return { ...clock, warnings: clock.warnings.filter(({ pct }) => pct !== event.data.pct) };
    case 'ClockBreached':
      return { ...clock, breachedAt: event.occurredAt, standing: { phase: 'BREACHED' } };
    case 'ClockMet': {
      const { occurredAt: at, data } = event;
      const pauses = [...clock.pauses, ...endOfPause(clock, at)];
      return { ...clock, pauses, standing: { phase: 'MET', at, overSec: data.overSec } };
    }
    case 'ClockCancelled': {
      const { occurredAt: at, data } = event;
      return { ...clock, standing: { phase: 'CANCELLED', at, reason: data.reason } };
    }
    case 'ClockRestatementRequested': {
      const { metAt, evidenceIds } = event.data;
      const requestedBy = event.actor.id;
      return { ...clock, restatement: { step: 'REQUESTED', metAt, evidenceIds, requestedBy } };
    }
    case 'ClockRestated':
      return { ...clock, restatement: { step: 'APPROVED', metAt: event.data.metAt } };
  }
}

function endOfPause({ standing }: Clock, to: Timestamp): readonly Pause[] {
  // A fact told late may be older than the pause: then the clock never stood still before it.
  if (standing.phase !== 'PAUSED' || to < standing.since) return [];
  const { reason, since, withoutQuestion } = standing;
  return [{ reason, from: since, to, withoutQuestion }];
}
