import { type Decision, reject } from './decider.js';
import { type Heard, heardPositions } from './heard.js';

/**
 * The answer to what needs a fact of another service that has not been heard here yet. The fact may
 * be on its way: the rejection is retryable, and says in which round the case is and which positions
 * were heard.
 */
export function notHeard<Code extends string = 'STAGE_NOT_REACHED'>(
  missing: string,
  { round, heard }: { readonly round: number; readonly heard: Heard },
  code: Code | 'STAGE_NOT_REACHED' = 'STAGE_NOT_REACHED',
): Decision<never, Code | 'STAGE_NOT_REACHED'> {
  const context = { round, heard: heardPositions(heard) };
  return reject(code, missing, { retryable: true, context });
}
