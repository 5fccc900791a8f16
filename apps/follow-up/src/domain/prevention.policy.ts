import type { ClosureEvent } from '@redress/contracts';
import { type CommandMeta, type Decision, accept, reject } from '@redress/kernel';
import type { DecidePrevention } from './closure-command.js';
import type { ClosureState } from './closure-state.js';
import {
  type ClosureCode,
  type Refusal,
  unlessOpen,
  unlessResponded,
} from './stage-guard.policy.js';

/** Decides how it shall not happen again (B5): corrective action, quick fix, or waiver. */
export function decidePrevention(
  { data, meta }: DecidePrevention,
  state: ClosureState,
): Decision<ClosureEvent, ClosureCode> {
  const { round, work } = state;
  const refused = unlessOpen(state) ?? unlessResponded(state);
  if (refused) return refused;
  if (work.prevention !== undefined) {
    return reject('PREVENTION_ALREADY_DECIDED', `round ${round}: ${work.prevention}`);
  }
  return (
    unlessBacked(data, meta) ??
    accept({ type: 'PreventionDecided', occurredAt: meta.now, data: { round, ...data } })
  );
}

/** Corrective action needs the thing itself; doing nothing needs a second person. */
function unlessBacked(
  { mode, capaId, approverId }: DecidePrevention['data'],
  { actor }: CommandMeta,
): Refusal {
  switch (mode) {
    case 'QUICK_FIX':
      return undefined;
    case 'CAPA':
      return capaId === undefined
        ? reject('CAPA_MISSING', 'name the corrective action that was opened')
        : undefined;
    case 'WAIVER':
      if (approverId === undefined) return reject('APPROVER_MISSING', 'a waiver is approved');
      return approverId === actor.id
        ? reject('SAME_PERSON', 'nobody approves a waiver of their own')
        : undefined;
  }
}
