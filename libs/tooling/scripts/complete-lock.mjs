#!/usr/bin/env node
/**
 * Adds to package-lock.json what npm left out. Run it after every `npm install`: where a registry
 * lacks the packages of other platforms, npm writes a lock file with which `npm ci` fails there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { completeLock } from './lock-file.mjs';

const file = new URL('../../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { completed, added } = completeLock(lock);
if (added.length > 0) writeFileSync(file, `${JSON.stringify(completed, null, 2)}\n`);
console.log(added.length > 0 ? `added ${added.length}: ${added.join(', ')}` : 'complete');
