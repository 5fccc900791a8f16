import type { ClosureEvent } from '@redress/contracts';
import {
  type Decider,
  type Decision,
  accept,
  heardPositions,
  noteOf,
  reject,
} from '@redress/kernel';
import { consequencesOf } from './case-fact.policy.js';
import { mayBeOnItsWay, unmetGates } from './close-gates.policy.js';
import type {
  CloseComplaint,
  ClosureCommand,
  NoteCaseFact,
  OverrideCloseGate,
  ReopenComplaint,
} from './closure-command.js';
import { type ClosureState, evolve, initialClosure } from './closure-state.js';
import { acknowledgeForm, decideDispute, disputeForm, sendForm } from './feedback-form.policy.js';
import { decidePrevention } from './prevention.policy.js';
import { mayReopen, reopeningDaysMax } from './reopening.policy.js';
import { type ClosureCode, unlessKnown, unlessOpen } from './stage-guard.policy.js';
import { answerSurvey, declineSurvey, sendSurvey } from './survey.policy.js';

type ClosureDecision = Decision<ClosureEvent, ClosureCode>;

function decide(command: ClosureCommand, state: ClosureState): ClosureDecision {
  switch (command.type) {
    case 'NoteCaseFact':
      return noteCaseFact(command, state);
    case 'SendFeedbackForm':
      return sendForm(command, state);
    case 'AcknowledgeForm':
      return acknowledgeForm(command, state);
    case 'DisputeForm':
      return disputeForm(command, state);
    case 'DecideDispute':
      return decideDispute(command, state);
    case 'SendSurvey':
      return sendSurvey(command, state);
    case 'DeclineSurvey':
      return declineSurvey(command, state);
    case 'AnswerSurvey':
      return answerSurvey(command, state);
    case 'DecidePrevention':
      return decidePrevention(command, state);
    case 'CloseComplaint':
      return closeComplaint(command, state);
    case 'OverrideCloseGate':
      return overrideCloseGate(command, state);
    case 'ReopenComplaint':
      return reopenComplaint(command, state);
  }
}

function noteCaseFact({ data, meta }: NoteCaseFact, state: ClosureState): ClosureDecision {
  const note = noteOf(data, state);
  if (!note) return accept();
  const after = evolve(state, { ...note, actor: meta.actor });
  return accept<ClosureEvent>(note, ...consequencesOf(data.fact, data.occurredAt, after));
}

function closeComplaint({ meta }: CloseComplaint, state: ClosureState): ClosureDecision {
  const { round, facts, heard } = state;
  const refused = unlessOpen(state);
  if (refused) return refused;
  const unmet = unmetGates(state);
  if (unmet.length > 0 || facts.outcome === undefined) {
    return reject('GATES_UNMET', `still missing in round ${round}: ${unmet.join(', ')}`, {
      retryable: mayBeOnItsWay(unmet),
      context: { round, unmetGates: unmet, heard: heardPositions(heard) },
    });
  }
  const data = { round, outcome: facts.outcome, unmetGates: [] };
  return accept({ type: 'ComplaintClosed', occurredAt: meta.now, data });
}

/** Closes what the gates would not, and says in the event which ones were left out. */
function overrideCloseGate(
  { data, meta }: OverrideCloseGate,
  state: ClosureState,
): ClosureDecision {
  const { round, facts } = state;
  const refused = unlessOpen(state);
  if (refused) return refused;
  const outcome = facts.outcome ?? data.outcome;
  if (outcome === undefined) {
    return reject('OUTCOME_NOT_ALLOWED', 'without a final response the outcome must be stated');
  }
  if (data.outcome !== undefined && data.outcome !== outcome) {
    return reject('OUTCOME_NOT_ALLOWED', `the final response said ${outcome}`);
  }
  if (facts.outcome === undefined && outcome === 'NOT_UPHELD_ABUSIVE') {
    return reject('OUTCOME_NOT_ALLOWED', 'only an adjudicated incident can say so');
  }
  return accept({
    type: 'ComplaintClosed',
    occurredAt: meta.now,
    data: { round, outcome, unmetGates: unmetGates(state), overrideReason: data.reason },
  });
}

function reopenComplaint({ data, meta }: ReopenComplaint, state: ClosureState): ClosureDecision {
  const { closedAt } = state;
  const refused = unlessKnown(state);
  if (refused) return refused;
  if (closedAt === undefined) return reject('CASE_NOT_CLOSED', `round ${state.round} is open`);
  if (!mayReopen(closedAt, meta.now, data.newFacts)) {
    const detail = `closed more than ${reopeningDaysMax} days ago; only new facts reopen it`;
    return reject('REOPEN_TOO_LATE', detail, { context: { closedAt } });
  }
  return accept({
    type: 'ComplaintReopened',
    occurredAt: meta.now,
    data: { round: state.round + 1, newFacts: data.newFacts, reason: data.reason },
  });
}

/** Feedback to the department and from the customer, prevention, and the one end of a case. */
export const closureDecider: Decider<ClosureState, ClosureCommand, ClosureEvent, ClosureCode> = {
  category: 'closure',
  initialState: initialClosure,
  decide,
  evolve,
};
