#!/usr/bin/env node
/**
 * Behind `npm start`: installs what is missing, builds what is stale, and becomes the platform.
 * Built-ins only, because it is what a fresh clone runs first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeProblem, repositoryRoot } from './prepare.mjs';
import { superviseNode } from './supervise.mjs';

const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
const problem = nodeProblem(process.version, manifest.engines.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}

try {
  ensureInstalled();
  ensureBuilt();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const program = join(repositoryRoot, 'apps/standalone/dist/main.js');
process.exitCode = await superviseNode([program, ...process.argv.slice(2)]);
