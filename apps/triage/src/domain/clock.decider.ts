import type { ClockEvent, ClockKind, RejectionCode } from '@redress/contracts';
import { type Decider, type Decision, accept, reject, type Uuid } from '@redress/kernel';
import type {
  ApproveRestatement,
  ClockCommand,
  ObserveFact,
  PauseClock,
  RecordPromiseOutcome,
  RequestRestatement,
  ResumeClock,
  StartCaseClocks,
} from './clock-command.js';
import { pause, resume, start } from './clock-moves.policy.js';
import { deadlines, settle } from './clock-settlement.policy.js';
import { type CaseClocks, type Clock, evolve, initialCaseClocks } from './clock-state.js';
import { clocksOfAFact } from './clocks-of-a-fact.policy.js';

/** Every reason for which something asked of a clock is refused. */
export type ClockCode = Extract<
  RejectionCode,
  | 'NOT_FOUND'
  | 'CLOCK_NEVER_PAUSES'
  | 'CLOCK_NOT_RUNNING'
  | 'CLOCK_ALREADY_PAUSED'
  | 'CLOCK_NOT_PAUSED'
  | 'PAUSE_LIMIT_REACHED'
  | 'CLOCK_NOT_BREACHED'
  | 'RESTATEMENT_NOT_REQUESTED'
  | 'EVIDENCE_MISSING'
  | 'SAME_PERSON'
  | 'OCCURRED_IN_FUTURE'
  | 'STAGE_NOT_REACHED'
  | 'OCCURRED_BEFORE_CAUSE'
>;

type ClockDecision = Decision<ClockEvent, ClockCode>;

/** What a complaint promises from the moment it is received. */
const promisedOnReceipt = ['ACK', 'ACK_LIMIT', 'PLAN', 'UPDATE', 'RESOLVE'] as const;

/** Nothing is waited for before somebody is thanked. */
const neverPauses: readonly ClockKind[] = ['ACK', 'ACK_LIMIT'];

function decide(command: ClockCommand, state: CaseClocks): ClockDecision {
  switch (command.type) {
    case 'StartCaseClocks':
      return startCaseClocks(command, state);
    case 'ObserveFact':
      return observeFact(command, state);
    case 'PauseClock':
      return pauseClock(command, state);
    case 'ResumeClock':
      return resumeClock(command, state);
    case 'RequestRestatement':
      return requestRestatement(command, state);
    case 'ApproveRestatement':
      return approveRestatement(command, state);
    case 'RecordPromiseOutcome':
      return recordPromiseOutcome(command, state);
  }
}

function startCaseClocks({ data, meta }: StartCaseClocks, { clocks }: CaseClocks): ClockDecision {
  if (clocks.some(({ kind }) => kind === 'ACK')) return accept();
  const { receivedAt: startedAt, terms } = data;
  const moment = { at: startedAt, now: meta.now, terms };
  return accept(...promisedOnReceipt.map((kind) => start({ kind, round: 1, startedAt }, moment)));
}

function observeFact({ data, meta }: ObserveFact, state: CaseClocks): ClockDecision {
  const { fact, occurredAt: at, terms } = data;
  return accept(...clocksOfAFact(fact, state, { at, now: meta.now, terms }));
}

function pauseClock({ data, meta }: PauseClock, state: CaseClocks): ClockDecision {
  const clock = find(state, data.clockId);
  if (!clock) return unknown(data.clockId);
  if (neverPauses.includes(clock.kind)) {
    return reject('CLOCK_NEVER_PAUSES', `${clock.kind} stands still for nothing`);
  }
  const { phase } = clock.standing;
  if (phase === 'PAUSED') return reject('CLOCK_ALREADY_PAUSED', 'the clock stands still already');
  if (phase !== 'RUNNING') return reject('CLOCK_NOT_RUNNING', `the clock is ${phase}`);
  if (clock.dueAt <= meta.now) {
    // Due, and not settled: whether the promise was kept is known when the news is in.
    return reject('STAGE_NOT_REACHED', 'news of the case is still on its way', { retryable: true });
  }
  const { reason, times } = data;
  const paused = pause(clock, { reason, since: meta.now }, state, times);
  if (paused) return accept(paused);
  return reject('PAUSE_LIMIT_REACHED', 'third parties were waited for as long as is allowed');
}

function resumeClock({ data, meta }: ResumeClock, state: CaseClocks): ClockDecision {
  const clock = find(state, data.clockId);
  if (!clock) return unknown(data.clockId);
  const { standing } = clock;
  if (standing.phase !== 'PAUSED') {
    return reject('CLOCK_NOT_PAUSED', `the clock is ${standing.phase}`);
  }
  return accept(resume(clock, { from: standing.since, to: meta.now }, 'PERSON', data.times));
}

function requestRestatement({ data, meta }: RequestRestatement, state: CaseClocks): ClockDecision {
  const clock = find(state, data.clockId);
  if (!clock) return unknown(data.clockId);
  const { metAt, evidenceIds } = data;
  if (clock.breachedAt === undefined || clock.restatement?.step === 'APPROVED') {
    return reject('CLOCK_NOT_BREACHED', 'only a breach that stands can be restated');
  }
  if (evidenceIds.length === 0) {
    return reject('EVIDENCE_MISSING', 'a restatement rests on at least one piece of evidence');
  }
  if (metAt > meta.now) return reject('OCCURRED_IN_FUTURE', `${metAt} is later than now`);
  if (metAt < clock.startedAt) {
    return reject('OCCURRED_BEFORE_CAUSE', 'the promise was made later than that');
  }
  return accept({
    type: 'ClockRestatementRequested',
    occurredAt: meta.now,
    data: { ...named(clock), metAt, evidenceIds, reason: data.reason },
  });
}

function approveRestatement({ data, meta }: ApproveRestatement, state: CaseClocks): ClockDecision {
  const clock = find(state, data.clockId);
  if (!clock) return unknown(data.clockId);
  const { restatement } = clock;
  if (restatement?.step !== 'REQUESTED') {
    return reject('RESTATEMENT_NOT_REQUESTED', 'nobody asks for a restatement of this clock');
  }
  const { metAt, evidenceIds, requestedBy } = restatement;
  if (requestedBy === meta.actor.id) {
    return reject('SAME_PERSON', 'a restatement is approved by another person');
  }
  return accept({
    type: 'ClockRestated',
    occurredAt: meta.now,
    data: {
      ...named(clock),
      metAt,
      evidenceIds: [...evidenceIds],
      requestedBy,
      reason: data.reason,
    },
  });
}

function recordPromiseOutcome(
  { data }: RecordPromiseOutcome,
  { promiseKept, round }: CaseClocks,
): ClockDecision {
  const { kept, source, occurredAt } = data;
  if (kept === promiseKept) return accept();
  return accept({
    type: 'PromiseOutcomeRecorded',
    occurredAt,
    data: { round, promise: 'TIMELY_RESPONSE', kept, source },
  });
}

function find({ clocks }: CaseClocks, clockId: Uuid): Clock | undefined {
  return clocks.find((clock) => clock.clockId === clockId);
}

function named({ round, clockId, kind }: Clock) {
  return { round, clockId, kind };
}

function unknown(clockId: Uuid): ClockDecision {
  return reject('NOT_FOUND', `this case has no clock ${clockId}`);
}

/**
 * The promises of one case and how they were kept. Before a command is decided, everything that came
 * due is recorded at its own instant, so nothing that is said late undoes a breach.
 */
export const clockDecider: Decider<CaseClocks, ClockCommand, ClockEvent, ClockCode> = {
  category: 'clock',
  initialState: initialCaseClocks,
  decide,
  evolve,
  settle,
  deadlines,
};
