import type { ContestantName, ContestantOptions } from './contestant.port.js';
import type { TimedRun } from '../measuring/timed.js';
import type { Load } from './load.js';

/** What the bench asks the process of a contestant, one request at a time. */
export type ContestantRequest =
  | { readonly ask: 'open'; readonly name: ContestantName; readonly options: ContestantOptions }
  | { readonly ask: 'run'; readonly load: Load }
  | { readonly ask: 'close' };

/** Its answer; `run` only to that request. */
export type ContestantAnswer =
  | { readonly ok: true; readonly run?: TimedRun }
  | { readonly ok: false; readonly error: string };
