import type { ClosureEvent } from '@redress/contracts';
import type { Timestamp } from '@redress/kernel';
import { unmetGates } from './close-gates.policy.js';
import type { CaseFact } from './closure-command.js';
import type { ClosureState } from './closure-state.js';
import { historicEnd } from './historic-close.policy.js';

/** What follows by itself from a fact, in the state that has noted it. Nobody decides it. */
export function consequencesOf(
  fact: CaseFact,
  occurredAt: Timestamp,
  after: ClosureState,
): ClosureEvent[] {
  switch (fact.type) {
    case 'WithdrawalRequested':
      return endWithoutResponse('WITHDRAWN', occurredAt, after);
    case 'Referred':
      return endWithoutResponse('REFERRED', occurredAt, after);
    case 'HistoricCaseRecorded':
    case 'HistoricCaseCorrected':
      return historicEnd(fact, occurredAt, after);
    case 'ComplaintReceived':
    case 'FinalResponseIssued':
    case 'ResponsibilityAttributed':
    case 'DisputeWindowClosed':
      return [];
  }
}

function endWithoutResponse(
  outcome: 'WITHDRAWN' | 'REFERRED',
  occurredAt: Timestamp,
  state: ClosureState,
): ClosureEvent[] {
  if (state.closedAt !== undefined) return [];
  const data = { round: state.round, outcome, unmetGates: unmetGates(state) };
  return [{ type: 'ComplaintClosed', occurredAt, data }];
}
