import type { ResolutionEvent } from '@redress/contracts';
import type { Timestamp } from '@redress/kernel';
import { deemedAcceptedAt } from './deemed-acceptance.policy.js';
import { historicRemedy } from './historic-remedy.policy.js';
import type { CaseFact } from './resolution-command.js';
import type { ResolutionState } from './resolution-state.js';

/** What follows by itself from a fact, in the state that has noted it. Nobody decides it. */
export function consequencesOf(
  fact: CaseFact,
  occurredAt: Timestamp,
  after: ResolutionState,
): ResolutionEvent[] {
  return [...deemedAcceptance(after), ...historicResponse(fact, occurredAt, after)];
}

function deemedAcceptance({ facts, progress, round }: ResolutionState): ResolutionEvent[] {
  if (progress.step !== 'PROPOSED' || facts.closedRound >= round) return [];
  const { proposalNo, chasedAt } = progress.proposal;
  const occurredAt = deemedAcceptedAt(progress.proposal);
  if (occurredAt === undefined) return [];
  const data = { round, proposalNo, chasers: chasedAt.length };
  return [{ type: 'ResolutionDeemedAccepted', occurredAt, data }];
}

function historicResponse(
  fact: CaseFact,
  occurredAt: Timestamp,
  { facts, round }: ResolutionState,
): ResolutionEvent[] {
  if (fact.type !== 'HistoricCaseRecorded' && fact.type !== 'HistoricCaseCorrected') return [];
  const { response } = fact;
  const { historicSource: source, historicResponse: before } = facts;
  if (response === undefined || response === before || source === undefined) return [];
  const remedyKind = historicRemedy(response);
  const data = { round, response, source, ...(remedyKind ? { remedyKind } : {}) };
  return [{ type: 'HistoricResponseRecorded', occurredAt, data }];
}
