#!/usr/bin/env node
/**
 * Writes the JSON Schema of every event next to its source, so that a change of a contract shows
 * in review, and the AsyncAPI document of the topics. `--check` writes nothing and fails when a file is stale; `--release` marks all current
 * versions as released, after which their schemas only change as other teams were promised.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { freeze, serialize } from './frozen-contracts.mjs';
import { ensureBuilt, repositoryRoot } from './prepare.mjs';

// Not every log and topic is named like its service: two are confidential and belong to a service that has a log of its own name.
const homeOf = /** @type {Record<string, string>} */ ({
  conduct: 'triage',
  restriction: 'resolution',
  'risk-state': 'analytics',
});
const sources = join(repositoryRoot, 'libs/contracts/src');
const check = process.argv.includes('--check');
const release = process.argv.includes('--release');

ensureBuilt('libs/contracts');
const contracts = new URL('../../contracts/dist/index.js', import.meta.url).href;
const { asyncApiDocument, compatibilityProblems, frozenSchemas, frozenStateSchemas } = await import(
  contracts
);

/** @type {string[]} */
const problems = [];

/**
 * @param {string} file
 * @param {string} text what it holds
 * @param {string} next what it should hold
 */
function update(file, text, next) {
  if (next === text) return;
  if (check) problems.push(`${relative(repositoryRoot, file)} is stale: npm run contracts:freeze`);
  else writeFileSync(file, next);
}

for (const [log, current] of Object.entries({ ...frozenSchemas(), ...frozenStateSchemas() })) {
  const file = join(sources, homeOf[log] ?? log, `${log}.frozen.json`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  const frozen = freeze(JSON.parse(text), current, { compatibilityProblems, release });
  problems.push(...frozen.problems);
  if (frozen.problems.length === 0) update(file, text, serialize(frozen.next));
}
const manifest = join(repositoryRoot, 'libs/contracts/package.json');
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
const document = join(repositoryRoot, 'deploy/asyncapi.json');
const text = existsSync(document) ? readFileSync(document, 'utf8') : '';
update(document, text, serialize(asyncApiDocument({ version })));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
