#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { ensureBuilt } from '../../../libs/tooling/scripts/prepare.mjs';

const program = new URL('../dist/main.js', import.meta.url);

// Right after a clone there is no build yet. Later builds are left to `npm start` and `npm run
// build`, because a command line has to answer at once.
try {
  if (!existsSync(program)) ensureBuilt('apps/cli');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import(program.href);
