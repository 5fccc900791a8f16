import type { EventOf, WhatIfEvent, whatIfEvents } from '@redress/contracts';
import { accept, type Command, type Decider, type Decision, reject } from '@redress/kernel';

export type RecordWhatIf = Command<'RecordWhatIf', EventOf<typeof whatIfEvents.WhatIfRun>['data']>;

export type WhatIfState = { readonly run: boolean };

function decide(
  { data, meta }: RecordWhatIf,
  state: WhatIfState,
): Decision<WhatIfEvent, 'ALREADY_EXISTS'> {
  if (state.run) return reject('ALREADY_EXISTS', 'this run was recorded before');
  return accept({ type: 'WhatIfRun', occurredAt: meta.now, data });
}

function evolve(_state: WhatIfState, event: WhatIfEvent): WhatIfState {
  switch (event.type) {
    case 'WhatIfRun':
      return { run: true };
  }
}

/** A rule that was tried on history: what with, and what came of it. Recorded once. */
export const whatIfDecider: Decider<WhatIfState, RecordWhatIf, WhatIfEvent, 'ALREADY_EXISTS'> = {
  category: 'what-if',
  initialState: { run: false },
  decide,
  evolve,
};
