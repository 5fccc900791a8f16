import { type CloseGate, closeGates } from '@redress/contracts';
import type { ClosureState } from './closure-state.js';

/** What is still missing in this round before the case may be closed, in the order of the list. */
export function unmetGates(state: ClosureState): CloseGate[] {
  return closeGates.filter((gate) => !isMet(gate, state));
}

function isMet(gate: CloseGate, { facts, work }: ClosureState): boolean {
  switch (gate) {
    case 'FINAL_RESPONSE':
      return facts.outcome !== undefined;
    case 'RESPONSIBILITY':
      return facts.responsible !== undefined;
    case 'DEPARTMENT_FEEDBACK':
      // Nobody can have answered before it is known who is asked.
      return facts.responsible?.every((id) => hasAnswered(id, work.forms)) ?? false;
    case 'CUSTOMER_FEEDBACK':
      return work.survey.status !== 'NOT_SENT';
    case 'PREVENTION':
      return work.prevention !== undefined;
  }
}

/** A dispute is no answer until somebody else has decided it. */
function hasAnswered(departmentId: string, forms: ClosureState['work']['forms']): boolean {
  return forms.some(
    (form) =>
      form.departmentId === departmentId &&
      (form.status === 'ACKNOWLEDGED' || form.status === 'DECIDED'),
  );
}

/** Gates that another service must meet: they may be met already, and not yet heard of here. */
const gatesOfOthers: readonly CloseGate[] = ['FINAL_RESPONSE', 'RESPONSIBILITY'];

/** True when waiting may help: something is missing that another service may have done by now. */
export function mayBeOnItsWay(unmet: readonly CloseGate[]): boolean {
  return unmet.some((gate) => gatesOfOthers.includes(gate));
}
