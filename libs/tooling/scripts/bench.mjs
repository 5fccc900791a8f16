#!/usr/bin/env node
/**
 * Behind `npm run bench`: installs what is missing, builds what is stale, and becomes the bench.
 * Built-ins only, because a fresh clone may run it first.
 */
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, repositoryRoot } from './prepare.mjs';
import { superviseNode } from './supervise.mjs';

try {
  ensureInstalled();
  ensureBuilt('apps/bench');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const program = join(repositoryRoot, 'apps/bench/dist/main.js');
process.exitCode = await superviseNode([program, ...process.argv.slice(2)]);
