import { type ClockKind, clockKinds } from '@redress/contracts';
import type { CommandHandler, Tx } from '@redress/event-log';
import type { Command, DomainEvent, Uuid } from '@redress/kernel';
import type { ServiceRuntime } from '@redress/runtime';
import { clockDecider } from '../domain/clock.decider.js';
import { investigationDecider } from '../domain/investigation.decider.js';
import { timePolicyDecider } from '../domain/time-policy.decider.js';
import { type TimesInForce, timesInForce } from '../domain/times-in-force.policy.js';
import { TimesNotInForceError } from './times-not-in-force.error.js';

/** Injection token of what the routes and consumers of triage work with. */
export const TRIAGE = Symbol('triage');

/** One command handler per decider, and what the rules of the clocks need from outside. */
export type Triage = ReturnType<typeof triageOf>;

/**
 * The clocks of a case settle no further than triage has heard: a promise that was kept in time, and
 * of which the news is still on its way, must not break because somebody acts on the clocks now.
 */
function cautious<State, C extends Command, Event extends DomainEvent, Code extends string>(
  clocks: CommandHandler<State, C, Event, Code>,
  { heardUpTo }: Pick<ServiceRuntime, 'heardUpTo'>,
): CommandHandler<State, C, Event, Code> {
  return {
    ...clocks,
    handle: (id, command, options) =>
      clocks.handle(id, command, { ...options, heardUpTo: () => heardUpTo('command') }),
  };
}

/** Wires the deciders of triage to its log. */
export function triageOf(runtime: Pick<ServiceRuntime, 'commands' | 'newId' | 'heardUpTo'>) {
  const timePolicies = runtime.commands(timePolicyDecider);
  return {
    investigations: runtime.commands(investigationDecider),
    clocks: cautious(runtime.commands(clockDecider), runtime),
    timePolicies,
    /** The calendar and clock policy of a tenant. Throws TimesNotInForceError before its first. */
    async timesInForce(tenantId: string, tx?: Tx): Promise<TimesInForce> {
      const stream = { tenantId, category: 'time-policy', id: tenantId };
      const { state } = await timePolicies.load(stream, tx);
      const times = timesInForce(state);
      if (!times) throw new TimesNotInForceError(tenantId);
      return times;
    },
    newClockIds(): Readonly<Record<ClockKind, Uuid>> {
      const ids = Object.fromEntries(clockKinds.map((kind) => [kind, runtime.newId()]));
      return ids as Record<ClockKind, Uuid>;
    },
  };
}
