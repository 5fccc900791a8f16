import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeProblem, repositoryRoot } from './prepare.mjs';
import { superviseNode } from './supervise.mjs';

/**
 * Installs what is missing, builds what is stale, and becomes the program. Built-ins only, because
 * it is what a fresh clone runs first.
 *
 * @param {string} program relative to the root
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function launch(program, args) {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const problem = nodeProblem(process.version, manifest.engines.node);
  if (problem) {
    console.error(problem);
    return 1;
  }
  try {
    ensureInstalled();
    ensureBuilt();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  return superviseNode([join(repositoryRoot, program), ...args]);
}
