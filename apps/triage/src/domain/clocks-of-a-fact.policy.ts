import type { ClockEvent, ClockKind } from '@redress/contracts';
import { noteOf, unreachable } from '@redress/kernel';
import type { ClockFact } from './clock-command.js';
import {
  cancel,
  isOpen,
  isUnfinished,
  meet,
  type Moment,
  resume,
  retarget,
  start,
} from './clock-moves.policy.js';
import type { CaseClocks, Clock } from './clock-state.js';

/** Promises whose end is recorded by the service that answers the customer. */
const endedByResponse: readonly ClockKind[] = ['PLAN', 'UPDATE', 'RESOLVE', 'RESPONSE'];

/** What a department is given time for: to answer at all, and to say that it is not to blame. */
const timedByForm = ['DEPT_REPLY', 'DISPUTE'] as const;

/** What a fact does to the promises of its case. */
export function clocksOfAFact(fact: ClockFact, state: CaseClocks, moment: Moment): ClockEvent[] {
  switch (fact.type) {
    case 'ComplainantThanked':
      return [
        ...met(state, moment, { kinds: ['ACK', 'ACK_LIMIT'] }),
        ...updated(state, moment, state.round),
      ];
    case 'ContactLogged':
      return contacted(fact, state, moment);
    case 'ComplaintClassified':
      return state.clocks
        .filter(({ kind, round }) => ['UPDATE', 'RESOLVE'].includes(kind) && round === fact.round)
        .flatMap((clock) => retarget(clock, state, moment));
    case 'PlanCommunicated':
      return [...met(state, moment, { kinds: ['PLAN'] }), ...updated(state, moment, fact.round)];
    case 'ResolutionProposed':
      return proposed(fact, state, moment);
    case 'ResolutionAnswered':
      return met(state, moment, { kinds: ['RESPONSE'], subjectId: String(fact.proposalNo) });
    case 'FinalResponseIssued':
      return responded(fact, state, moment);
    case 'FeedbackFormSent':
      return timedByForm.flatMap((kind) =>
        startedOnce(state, moment, {
          kind,
          round: fact.round,
          subjectId: fact.formNo,
          startedAt: moment.at,
        }),
      );
    case 'FeedbackFormAnswered':
      return met(state, moment, { kinds: timedByForm, subjectId: fact.formNo });
    case 'ComplaintClosed':
      return closed(fact, state, moment);
    case 'ComplaintReopened':
      return (['UPDATE', 'RESOLVE'] as const).flatMap((kind) =>
        startedOnce(state, moment, { kind, round: fact.round, startedAt: moment.at }),
      );
    default:
      return unreachable(fact);
  }
}

type Contact = Extract<ClockFact, { type: 'ContactLogged' }>;

function contacted(fact: Contact, state: CaseClocks, moment: Moment): ClockEvent[] {
  const { direction, purpose, source, sourceRecordedAt } = fact;
  const occurredAt = moment.at;
  const note = {
    sourceLog: 'intake',
    sourcePartition: source.partition,
    sourceOffset: source.offset,
    sourceRecordedAt,
    occurredAt,
    fact: { type: 'ContactLogged', direction, purpose, occurredAt },
  } as const;
  const noted = noteOf(note, state);
  if (!noted) return [];
  if (direction === 'OUTBOUND') return [noted, ...updated(state, moment, state.round)];
  return [noted, ...state.clocks.flatMap((clock) => customerWrote(clock, moment))];
}

/** The customer's message ends the wait when it arrives, even if nobody presses a button. */
function customerWrote(clock: Clock, { at, terms }: Moment): ClockEvent[] {
  const { standing } = clock;
  if (standing.phase !== 'PAUSED' || standing.reason !== 'WAITING_CUSTOMER') return [];
  // What was written before the wait began does not answer it.
  if (at < standing.since) return [];
  return [resume(clock, { from: standing.since, to: at }, 'CUSTOMER_WROTE', terms.times)];
}

/** The customer was told something: this promise is kept, and the next one begins. */
function updated(state: CaseClocks, moment: Moment, round: number): ClockEvent[] {
  const startedAt = moment.at;
  return state.clocks
    .filter((clock) => clock.kind === 'UPDATE' && clock.round === round && isUnfinished(clock))
    .filter((clock) => startedAt > clock.startedAt)
    .flatMap((clock) => [
      ...meet(clock, moment),
      start({ kind: 'UPDATE', round, startedAt }, moment),
    ]);
}

function proposed(
  { round, proposalNo }: Extract<ClockFact, { type: 'ResolutionProposed' }>,
  state: CaseClocks,
  moment: Moment,
): ClockEvent[] {
  const subjectId = String(proposalNo);
  const earlier = state.clocks.filter(
    (clock) => clock.kind === 'RESPONSE' && isOpen(clock) && clock.subjectId !== subjectId,
  );
  return [
    ...updated(state, moment, round),
    ...earlier.map((clock) => cancel(clock, 'SUPERSEDED', moment.at)),
    ...startedOnce(state, moment, { kind: 'RESPONSE', round, subjectId, startedAt: moment.at }),
  ];
}

/** The final response ends the round for the customer: no plan or answer is waited for any more. */
function responded(
  { round }: Extract<ClockFact, { type: 'FinalResponseIssued' }>,
  state: CaseClocks,
  moment: Moment,
): ClockEvent[] {
  const overtaken = state.clocks.filter(
    (clock) => clock.round === round && ['PLAN', 'RESPONSE'].includes(clock.kind) && isOpen(clock),
  );
  return [
    ...met(state, moment, { kinds: ['UPDATE', 'RESOLVE'], round }),
    ...overtaken.map((clock) => cancel(clock, 'SUPERSEDED', moment.at)),
  ];
}

/**
 * Cancels what still runs. Where a final response was given that has not been heard of here, the
 * promises that it ends wait for it: logs may arrive in any order, and a promise that was kept must
 * not look abandoned.
 */
function closed(
  { round, responded }: Extract<ClockFact, { type: 'ComplaintClosed' }>,
  { clocks }: CaseClocks,
  { at }: Moment,
): ClockEvent[] {
  const awaited =
    responded &&
    clocks.some((each) => each.kind === 'RESOLVE' && each.round === round && isUnfinished(each));
  return clocks
    .filter((clock) => clock.round <= round && isOpen(clock))
    .filter((clock) => !(awaited && endedByResponse.includes(clock.kind)))
    .map((clock) => cancel(clock, 'CASE_ENDED', at));
}

function met(
  { clocks }: CaseClocks,
  moment: Moment,
  of: { kinds: readonly ClockKind[]; round?: number; subjectId?: string },
): ClockEvent[] {
  return clocks
    .filter((clock) => of.kinds.includes(clock.kind) && isUnfinished(clock))
    .filter((clock) => of.round === undefined || clock.round === of.round)
    .filter((clock) => of.subjectId === undefined || clock.subjectId === of.subjectId)
    .flatMap((clock) => meet(clock, moment));
}

function startedOnce(
  { clocks }: CaseClocks,
  moment: Moment,
  clock: Parameters<typeof start>[0],
): ClockEvent[] {
  const { kind, round, subjectId } = clock;
  const known = clocks.some(
    (each) => each.kind === kind && each.round === round && each.subjectId === subjectId,
  );
  return known ? [] : [start(clock, moment)];
}
