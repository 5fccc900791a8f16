import type { ResolutionEvent } from '@redress/contracts';
import {
  type CommandMeta,
  type Decider,
  type Decision,
  type Timestamp,
  accept,
  noteOf,
  reject,
} from '@redress/kernel';
import { consequencesOf } from './case-fact.policy.js';
import type {
  AcceptResolution,
  IssueFinalResponse,
  NoteCaseFact,
  ProposeResolution,
  RejectResolution,
  ResolutionCommand,
  SkipRemedy,
  TakeRemedy,
  TellPlan,
} from './resolution-command.js';
import { type ResolutionState, evolve, initialResolution } from './resolution-state.js';
import {
  type Refusal,
  type ResolutionCode,
  unlessHeard,
  unlessOpen,
} from './stage-guard.policy.js';
import { mayFollow } from './strategy-ladder.policy.js';

type ResolutionDecision = Decision<ResolutionEvent, ResolutionCode>;

function decide(command: ResolutionCommand, state: ResolutionState): ResolutionDecision {
  switch (command.type) {
    case 'NoteCaseFact':
      return noteCaseFact(command, state);
    case 'TellPlan':
      return tellPlan(command, state);
    case 'TakeRemedy':
      return takeRemedy(command, state);
    case 'SkipRemedy':
      return skipRemedy(command, state);
    case 'ProposeResolution':
      return proposeResolution(command, state);
    case 'AcceptResolution':
    case 'RejectResolution':
      return recordResponse(command, state);
    case 'IssueFinalResponse':
      return issueFinalResponse(command, state);
  }
}

function noteCaseFact({ data, meta }: NoteCaseFact, state: ResolutionState): ResolutionDecision {
  const note = noteOf(data, state);
  if (!note) return accept();
  const after = evolve(state, { ...note, actor: meta.actor });
  return accept<ResolutionEvent>(note, ...consequencesOf(data.fact, data.occurredAt, after));
}

function tellPlan({ data, meta }: TellPlan, state: ResolutionState): ResolutionDecision {
  const { occurredAt = meta.now, ...plan } = data;
  const refused =
    unlessOpen(state) ??
    unlessHeard(state.facts.thanked, 'the complainant was not thanked yet', state) ??
    unlessPast(occurredAt, meta);
  if (refused) return refused;
  if (plan.promisedAt < meta.now) {
    return reject('PLAN_DATE_IN_PAST', 'a plan promises something that is still to come');
  }
  return accept({ type: 'PlanCommunicated', occurredAt, data: { round: state.round, ...plan } });
}

function takeRemedy({ data, meta }: TakeRemedy, state: ResolutionState): ResolutionDecision {
  const { cost, ...remedy } = data;
  const refused =
    unlessOpen(state) ??
    unlessHeard(state.facts.investigating, 'the investigation was not started yet', state) ??
    unlessPast(remedy.doneAt, meta);
  if (refused) return refused;
  const costs = cost ? { costMinor: cost.amountMinor, currency: cost.currency } : {};
  return accept({
    type: 'RemedyTaken',
    occurredAt: remedy.doneAt,
    data: { round: state.round, ...remedy, ...costs },
  });
}

function skipRemedy({ data, meta }: SkipRemedy, state: ResolutionState): ResolutionDecision {
  const { facts, progress, round } = state;
  const refused =
    unlessOpen(state) ??
    unlessHeard(facts.investigating, 'the investigation was not started yet', state) ??
    unlessHeard(facts.severity !== undefined, 'the complaint was not classified yet', state);
  if (refused) return refused;
  if (facts.severity === 'S1') {
    return reject('REMEDY_REQUIRED', 'a complaint of severity S1 is never left without help');
  }
  if (progress.step !== 'REMEDY_OPEN') {
    return reject('ALREADY_EXISTS', `the remedy of round ${round} is decided`);
  }
  return accept({ type: 'RemedySkipped', occurredAt: meta.now, data: { round, ...data } });
}

function proposeResolution(
  { data, meta }: ProposeResolution,
  state: ResolutionState,
): ResolutionDecision {
  const { facts, lastProposal, progress, round } = state;
  const refused =
    unlessOpen(state) ??
    unlessHeard(facts.findingRound >= round, `round ${round} has no finding yet`, state);
  if (refused) return refused;
  if (progress.step === 'REMEDY_OPEN') {
    return reject('REMEDY_UNDECIDED', 'take or skip a remedy before a resolution is proposed');
  }
  if (progress.step === 'PROPOSED') {
    return reject('PROPOSAL_OPEN', `proposal ${progress.proposal.proposalNo} waits for its answer`);
  }
  if (!mayFollow(data.strategy, lastProposal?.strategy, facts.severity)) {
    return reject('STRATEGY_ORDER', 'the ladder of strategies is climbed one step at a time', {
      context: { last: lastProposal?.strategy ?? null },
    });
  }
  const proposalNo = (lastProposal?.proposalNo ?? 0) + 1;
  return accept({
    type: 'ResolutionProposed',
    occurredAt: meta.now,
    data: { round, proposalNo, ...data },
  });
}

function recordResponse(
  command: AcceptResolution | RejectResolution,
  state: ResolutionState,
): ResolutionDecision {
  const { progress, round } = state;
  const { occurredAt = command.meta.now } = command.data;
  const refused = unlessOpen(state) ?? unlessPast(occurredAt, command.meta);
  if (refused) return refused;
  if (progress.step !== 'PROPOSED') {
    return reject('NO_PROPOSAL_OPEN', 'there is no proposal that waits for an answer');
  }
  const { proposalNo, proposedAt } = progress.proposal;
  if (occurredAt < proposedAt) {
    return reject('OCCURRED_BEFORE_CAUSE', 'the answer is older than the proposal');
  }
  const { channel } = command.data;
  if (command.type === 'AcceptResolution') {
    const data = { round, proposalNo, channel };
    return accept({ type: 'ResolutionAccepted', occurredAt, data });
  }
  const data = { round, proposalNo, channel, reason: command.data.reason };
  return accept({ type: 'ResolutionRejected', occurredAt, data });
}

function issueFinalResponse(
  { data, meta }: IssueFinalResponse,
  state: ResolutionState,
): ResolutionDecision {
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (state.progress.step !== 'ANSWERED') {
    return reject('RESOLUTION_UNANSWERED', 'no proposal of this round has an answer yet');
  }
  if (data.outcome === 'NOT_UPHELD_ABUSIVE') {
    const detail = 'only an adjudicated incident can make a complaint abusive; there is none';
    return reject('OUTCOME_NOT_ALLOWED', detail);
  }
  return accept({
    type: 'FinalResponseIssued',
    occurredAt: meta.now,
    data: { round: state.round, ...data },
  });
}

function unlessPast(occurredAt: Timestamp, { now }: CommandMeta): Refusal {
  if (occurredAt <= now) return undefined;
  return reject('OCCURRED_IN_FUTURE', `${occurredAt} is later than now`);
}

/** What is done at once, what is offered, what the customer answers, and the final response. */
export const resolutionDecider: Decider<
  ResolutionState,
  ResolutionCommand,
  ResolutionEvent,
  ResolutionCode
> = { category: 'resolution', initialState: initialResolution, decide, evolve };
