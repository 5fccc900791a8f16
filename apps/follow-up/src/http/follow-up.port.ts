import type { ServiceRuntime } from '@redress/runtime';
import { closureDecider } from '../domain/closure.decider.js';

/** Injection token of what the routes and consumers of follow-up work with. */
export const FOLLOW_UP = Symbol('follow-up');

/** One command handler per decider. */
export type FollowUp = ReturnType<typeof followUpOf>;

/** Wires the deciders of follow-up to its log. */
export function followUpOf(runtime: Pick<ServiceRuntime, 'commands'>) {
  return { closures: runtime.commands(closureDecider) };
}
