import type { Uuid } from './ids.js';

/** Who did something. A `SYSTEM` actor is a policy or a timer; its id names it. */
export interface Actor {
  readonly kind: 'USER' | 'CUSTOMER' | 'SYSTEM' | 'INTEGRATION';
  /** The role in which it was done, e.g. `agent`. One actor may hold several. */
  readonly role: string;
  /** For a user the uuid of the account; else a stable name. */
  readonly id: Uuid | string;
}

/** The actor of reactions: a policy, timer or import of the named service. */
export function systemActor(name: string): Actor {
  return { kind: 'SYSTEM', role: 'system', id: name };
}

/** The actor of what the passing of time brings: a deadline blames nobody who happens to act then. */
export const timer: Actor = systemActor('timer');
