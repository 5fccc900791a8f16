import { type CloseGate, type ClosureEvent, closeGates } from '@redress/contracts';
import type { Timestamp } from '@redress/kernel';
import { unmetGates } from './close-gates.policy.js';
import type { CaseFact } from './closure-command.js';
import type { ClosureState } from './closure-state.js';

type HistoricFact = Extract<CaseFact, { type: 'HistoricCaseRecorded' | 'HistoricCaseCorrected' }>;

/**
 * What follows from another system's word: closed there is closed here, unless the case was
 * reopened here since. A dispute there is feedback of the customer, not a reopening.
 */
export function historicEnd(
  fact: HistoricFact,
  occurredAt: Timestamp,
  state: ClosureState,
): ClosureEvent[] {
  const { round, closedAt, historicSource: source, disputed } = state;
  const events: ClosureEvent[] = [];
  if (fact.standing === 'CLOSED' && closedAt === undefined && round === 1) {
    const proven = gatesProvenBy(fact);
    const unmet = unmetGates(state).filter((gate) => !proven.includes(gate));
    const data = { round, response: fact.response ?? 'UNSTATED', unmetGates: unmet };
    events.push({ type: 'ClosedAsImported', occurredAt, data });
  }
  if (fact.disputed === true && !disputed && source !== undefined) {
    events.push({ type: 'OutcomeDisputed', occurredAt, data: { round, source } });
  }
  return events;
}

/**
 * A response that names what it gave proves that there was one; whether the customer disputed it, be
 * it yes or no, proves that the customer was asked. Of the other gates such systems know nothing.
 */
function gatesProvenBy({ response, disputed }: HistoricFact): readonly CloseGate[] {
  return closeGates.filter(
    (gate) =>
      (gate === 'FINAL_RESPONSE' && response?.startsWith('CLOSED_WITH_') === true) ||
      (gate === 'CUSTOMER_FEEDBACK' && disputed !== undefined),
  );
}
