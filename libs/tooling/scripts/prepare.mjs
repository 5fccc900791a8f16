/**
 * What must be there before the platform can run: a Node that is new enough, the packages of the
 * lock file, and a build. Built-ins only, since nothing else may be installed yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 */
/** @typedef {{ packages: Record<string, LockEntry> }} LockFile */

/** The top folder of the repository, absolute. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * @param {string} version of Node, e.g. `v20.20.2`
 * @param {string} minimum as in package.json's `engines`, e.g. `>=20.19`
 * @returns {string | undefined} what to tell the user, undefined when it is new enough
 */
export function nodeProblem(version, minimum) {
  const [major = 0, minor = 0] = numbersOf(version);
  const [majorMin = 0, minorMin = 0] = numbersOf(minimum);
  const newEnough = major > majorMin || (major === majorMin && minor >= minorMin);
  if (newEnough) return undefined;
  return `Redress needs Node.js ${majorMin}.${minorMin} or newer; this is ${version}.`;
}

/**
 * @param {string} text
 * @returns {number[]}
 */
function numbersOf(text) {
  return (text.match(/\d+/g) ?? []).map(Number);
}

/**
 * Which packages the lock file asks for and the installed tree lacks or has in another version.
 * Optional ones do not count: npm leaves out those of other platforms.
 *
 * @param {LockFile} lock package-lock.json
 * @param {LockFile | undefined} installed node_modules/.package-lock.json, which npm writes last
 * @returns {string[]} their places, e.g. `node_modules/pg`
 */
export function missingPackages(lock, installed) {
  return Object.entries(lock.packages)
    .filter(([place, entry]) => place.includes('node_modules/') && !entry.optional)
    .filter(([, entry]) => !entry.devOptional)
    .filter(([place, entry]) => {
      const found = installed?.packages[place];
      return !found || found.version !== entry.version || found.link !== entry.link;
    })
    .map(([place]) => place);
}

/**
 * Runs `npm ci` when a package is missing.
 *
 * @param {string} [root]
 * @throws {Error} when npm fails
 */
export function ensureInstalled(root = repositoryRoot) {
  const hidden = join(root, 'node_modules/.package-lock.json');
  const installed = existsSync(hidden) ? readJson(hidden) : undefined;
  const missing = missingPackages(readJson(join(root, 'package-lock.json')), installed);
  if (missing.length === 0) return;
  console.error(`Installing ${missing.length} packages (npm ci) …`);
  // npm names its own script when it is the one that called us; it need not be on the PATH then.
  const npm = process.env['npm_execpath'];
  const install = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  if (npm?.endsWith('.js')) run(process.execPath, [npm, ...install], root, 'npm ci');
  else run('npm', install, root, 'npm ci');
}

/**
 * Compiles what is stale: the compiler itself knows, and answers within a second if nothing is.
 *
 * @param {string} [project] relative to the root
 * @param {string} [root]
 * @throws {Error} when the sources do not compile
 */
export function ensureBuilt(project = 'libs/tooling/tsconfig.build.json', root = repositoryRoot) {
  const compiler = join(root, 'node_modules/typescript7/bin/tsc');
  run(process.execPath, [compiler, '-b', project], root, 'The build');
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {string} what
 */
function run(command, args, cwd, what) {
  // Everything goes to standard error: standard output belongs to the program that is prepared.
  const { status, error, signal } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, SCARF_ANALYTICS: 'false' },
  });
  if (error) throw new Error(`${what} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${what} failed (${signal ?? `exit code ${status}`}).`);
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
