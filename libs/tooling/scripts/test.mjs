#!/usr/bin/env node
/**
 * Behind `npm test` (everything) and `npm run check` (`--quick`: what needs no server).
 *
 * Every step runs even if an earlier one failed, and the last line printed counts them all:
 * `N passed, N failed, N skipped`. A step that is no Jest run counts as one test.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closingLine, countsOfJest, countsOfTool, exitCodeOf, sumOf } from './closing-line.mjs';

/**
 * @typedef {import('./closing-line.mjs').Counts} Counts
 * @typedef {{ name: string, args: string[] }} ToolStep
 * @typedef {{ name: string, projects: string[], isAlone?: boolean }} JestStep
 * @typedef {ToolStep | JestStep} Step
 */

const root = fileURLToPath(new URL('../../..', import.meta.url));
const stepTimeoutMs = 50 * 60_000;

const biome = 'node_modules/@biomejs/biome/bin/biome';
const typescript = 'node_modules/typescript7/bin/tsc';
const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';

/** @type {Step[]} */
const quickSteps = [
  { name: 'format', args: [biome, 'format', '.'] },
  { name: 'lint', args: [biome, 'lint', '--error-on-warnings', '.'] },
  { name: 'types', args: [typescript, '--noEmit', '-p', 'libs/tooling/tsconfig.spec.json'] },
  {
    name: 'import rules',
    args: [cruiser, '--config', 'libs/tooling/dependency-cruiser.config.mjs', 'apps', 'libs'],
  },
  { name: 'unit specs', projects: ['unit'] },
];

/** @type {Step[]} */
const serverSteps = [
  { name: 'build', args: [typescript, '-b', 'libs/tooling/tsconfig.build.json'] },
  { name: 'frozen contracts', args: ['libs/tooling/scripts/freeze-contracts.mjs', '--check'] },
  { name: 'integration and end-to-end specs', projects: ['int', 'e2e'] },
  { name: 'specs that take the whole machine', projects: ['whole'], isAlone: true },
];

/**
 * @param {string[]} args
 * @param {'inherit' | 'pipe'} output a tool speaks only when it fails, a long run all the time
 * @returns {Promise<{ exitCode: number | null, printed: string }>}
 */
function runNode(args, output) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      timeout: stepTimeoutMs,
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        printed += text;
      });
    }
    child.once('error', (error) => resolve({ exitCode: null, printed: error.message }));
    child.once('close', (exitCode) => resolve({ exitCode, printed }));
  });
}

/**
 * @param {ToolStep} step
 * @returns {Promise<Counts>}
 */
async function runTool(step) {
  const { exitCode, printed } = await runNode(step.args, 'pipe');
  if (exitCode !== 0) console.log(printed.trimEnd());
  return countsOfTool(exitCode);
}

/**
 * @param {JestStep} step
 * @param {string} reports the folder of the reports
 * @returns {Promise<Counts>}
 */
async function runJest(step, reports) {
  const outputFile = join(reports, `${step.projects.join('-')}.json`);
  const { exitCode } = await runNode(
    [
      'node_modules/jest/bin/jest.js',
      ...['--config', 'libs/tooling/jest.config.mjs', '--ci', '--json'],
      ...(step.isAlone ? ['--runInBand'] : []),
      ...[`--outputFile=${outputFile}`, '--selectProjects', ...step.projects],
    ],
    'inherit',
  );
  return countsOfJest(exitCode, readReport(outputFile));
}

/**
 * @param {string} file
 * @returns {import('./closing-line.mjs').JestReport | undefined}
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.log(`No report: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/**
 * @param {Step} step
 * @param {string} reports
 * @returns {Promise<Counts>}
 */
async function runStep(step, reports) {
  console.log(`▸ ${step.name}`);
  const startedAt = performance.now();
  const counts = await ('args' in step ? runTool(step) : runJest(step, reports));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${counts.failed === 0 ? '✔' : '✘'} ${step.name}: ${closingLine(counts)} (${seconds} s)`,
  );
  return counts;
}

const reports = mkdtempSync(join(tmpdir(), 'redress-test-'));
const steps = process.argv.includes('--quick') ? quickSteps : [...quickSteps, ...serverSteps];
/** @type {Counts[]} */
const all = [];
for (const step of steps) all.push(await runStep(step, reports));
rmSync(reports, { recursive: true, force: true });

const total = sumOf(all);
process.exitCode = exitCodeOf(total);
console.log(closingLine(total));
