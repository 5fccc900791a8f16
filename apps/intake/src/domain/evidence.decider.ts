import type { EvidenceEvent, evidenceEvents, EventOf } from '@redress/contracts';
import { type Command, type Decider, type Decision, accept, reject } from '@redress/kernel';

export type RegisterEvidence = Command<
  'RegisterEvidence',
  EventOf<typeof evidenceEvents.EvidenceRegistered>['data']
>;

export type EvidenceState = { readonly registered: boolean };

function decide(
  { data, meta }: RegisterEvidence,
  state: EvidenceState,
): Decision<EvidenceEvent, 'ALREADY_EXISTS'> {
  if (state.registered) return reject('ALREADY_EXISTS', 'this evidence was registered before');
  return accept({ type: 'EvidenceRegistered', occurredAt: meta.now, data });
}

function evolve(_state: EvidenceState, event: EvidenceEvent): EvidenceState {
  switch (event.type) {
    case 'EvidenceRegistered':
      return { registered: true };
  }
}

/** A piece of evidence, known by the hash of its bytes. Registered once, never changed. */
export const evidenceDecider: Decider<
  EvidenceState,
  RegisterEvidence,
  EvidenceEvent,
  'ALREADY_EXISTS'
> = { category: 'evidence', initialState: { registered: false }, decide, evolve };
