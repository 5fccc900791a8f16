import type { Environment } from './environment.js';

/** The environment for a process that is started from here: ours, with some variables of its own. */
export function inheritedEnvironment(own: Environment): Environment {
  return { ...process.env, ...own };
}
