import type { ClosureEvent } from '@redress/contracts';
import type { CommandHandler } from '@redress/event-log';
import type { ClosureCommand } from '../domain/closure-command.js';
import type { ClosureState } from '../domain/closure-state.js';
import type { ClosureCode } from '../domain/stage-guard.policy.js';

/** Injection token of the command handler of closures. */
export const CLOSURES = Symbol('closures');

/** Where every command about a closure goes, from a route or from an event. */
export type Closures = CommandHandler<ClosureState, ClosureCommand, ClosureEvent, ClosureCode>;
