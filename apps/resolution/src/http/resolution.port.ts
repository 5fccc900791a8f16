import type { ServiceRuntime } from '@redress/runtime';
import { resolutionDecider } from '../domain/resolution.decider.js';

/** Injection token of what the routes and consumers of resolution work with. */
export const RESOLUTION = Symbol('resolution');

/** One command handler per decider. */
export type Resolution = ReturnType<typeof resolutionOf>;

/** Wires the deciders of resolution to its log. */
export function resolutionOf(runtime: Pick<ServiceRuntime, 'commands'>) {
  return { resolutions: runtime.commands(resolutionDecider) };
}
