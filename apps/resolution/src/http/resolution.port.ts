import type { ResolutionEvent } from '@redress/contracts';
import type { CommandHandler } from '@redress/event-log';
import type { ResolutionCommand } from '../domain/resolution-command.js';
import type { ResolutionState } from '../domain/resolution-state.js';
import type { ResolutionCode } from '../domain/stage-guard.policy.js';

/** Injection token of the command handler of resolutions. */
export const RESOLUTIONS = Symbol('resolutions');

/** Where every command about a resolution goes, from a route or from an event. */
export type Resolutions = CommandHandler<
  ResolutionState,
  ResolutionCommand,
  ResolutionEvent,
  ResolutionCode
>;
