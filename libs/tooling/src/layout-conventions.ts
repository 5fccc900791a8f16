import { serviceNames } from '@redress/contracts';
import type { Convention, SourceFile } from './source-file.js';

const topLevel = new Set([
  ...['apps', 'libs', 'deploy', 'docker-compose.yml', 'nest-cli.json', 'package.json'],
  ...['package-lock.json', 'tsconfig.base.json', 'README.md'],
]);

const roles = new Set([
  ...['events', 'decider', 'policy', 'projection', 'view', 'query', 'consumer', 'port', 'adapter'],
  ...['controller', 'dto', 'commands', 'decorator', 'guard', 'filter', 'interceptor', 'strategy'],
  ...['module', 'config', 'migration', 'sql', 'error', 'main', 'setup', 'teardown'],
]);

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const bannedNames = /^(utils?|common|shared|helpers?|types|constants|misc|base)$/;

const serviceFolders = new Set(['domain', 'http', 'consumers', 'read-models', 'outbound']);
const requiredFolders = ['domain', 'http', 'read-models'];

/** The top level is fixed; a newcomer reads it at one glance. Dotfiles are free. */
export const fixedTopLevel: Convention = (files) => {
  const names = new Set(files.map(({ path }) => path.split('/')[0] ?? path));
  return [...names]
    .filter((name) => !name.startsWith('.') && !topLevel.has(name))
    .map((name) => `${name}: does not belong to the top level`);
};

/** `kebab-case.role.ts`, the role out of a closed list, so that searching by role works. */
export const fileNames: Convention = (files) =>
  files.filter(({ path }) => isSource(path)).flatMap(({ path }) => nameProblems(path));

function nameProblems(path: string): string[] {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  const [name = '', ...suffixes] = file.replace(/\.(d\.ts|ts|mts|tsx|mjs|js)$/, '').split('.');
  const words = [...segments.slice(1), name];
  return [
    ...words.filter((word) => !kebabCase.test(word)).map((word) => `${word} is not kebab-case`),
    ...words.filter((word) => bannedNames.test(word)).map((word) => `${word} says nothing`),
    ...unknownRoles(suffixes).map((role) => `.${role} is no role`),
  ].map((problem) => `${path}: ${problem}`);
}

/** `x.spec`, `x.int.spec`, `x.e2e.spec`, `x.role`, and a spec of a role: `x.role.spec`. */
function unknownRoles(suffixes: readonly string[]): readonly string[] {
  const rest = [...suffixes];
  if (rest.at(-1) === 'spec') {
    rest.pop();
    if (rest.at(-1) === 'int' || rest.at(-1) === 'e2e') rest.pop();
  }
  return rest.filter((role, index) => index > 0 || !roles.has(role));
}

/** `index.ts` exists only as the root of a lib. */
export const indexAtLibRootOnly: Convention = (files) =>
  files
    .filter(({ path }) => /(^|\/)index\.(ts|js|mjs)$/.test(path))
    .filter(({ path }) => !/^libs\/[^/]+\/src\/index\.ts$/.test(path))
    .map(({ path }) => `${path}: only the root of a lib has an index`);

/** End-to-end specs lie in `test/`, all others beside the file that they are about. */
export const specPlaces: Convention = (files) =>
  files
    .filter(({ path }) => /\.spec\.ts$/.test(path))
    .filter(
      ({ path }) => /\.e2e\.spec\.ts$/.test(path) !== /^(apps|libs)\/[^/]+\/test\//.test(path),
    )
    .map(({ path }) => `${path}: e2e specs, and only they, lie in test/`);

/** Each app and lib has a README with a section of its decisions. */
export const readmes: Convention = (files) => {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return workspacesOf(files).flatMap((folder) => {
    const text = texts.get(`${folder}/README.md`);
    if (text === undefined) return [`${folder}: has no README.md`];
    return /^#+ Decisions\b/m.test(text) ? [] : [`${folder}/README.md: has no "Decisions" section`];
  });
};

/** Knowing one service is knowing five: the same folders, the module and the config beside them. */
export const sameServices: Convention = (files) =>
  serviceNames.flatMap((app) => serviceProblems(app, files));

function serviceProblems(app: string, files: readonly SourceFile[]): string[] {
  const prefix = `apps/${app}/src/`;
  const inside = files.filter(({ path }) => path.startsWith(prefix));
  const below = inside.map(({ path }) => path.slice(prefix.length));
  const folders = new Set(below.filter((path) => path.includes('/')).map(firstSegment));
  const beside = below.filter((path) => !path.includes('/'));
  const expected = new Set([`${app}.module.ts`, `${app}.config.ts`, 'main.ts']);
  return [
    ...[...folders]
      .filter((folder) => !serviceFolders.has(folder))
      .map((x) => `${x}/ is unexpected`),
    ...requiredFolders.filter((folder) => !folders.has(folder)).map((x) => `${x}/ is missing`),
    ...beside
      .filter((file) => !expected.has(file) && !/\.spec\.ts$/.test(file))
      .map((file) => `${file} is unexpected`),
    ...(beside.includes(`${app}.module.ts`) ? [] : [`${app}.module.ts is missing`]),
  ].map((problem) => `apps/${app}/src: ${problem}`);
}

/** The folders of the workspaces: whatever has a manifest under apps/ or libs/. */
export function workspacesOf(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => /^(apps|libs)\/[^/]+\/package\.json$/.test(path))
    .map(({ path }) => path.slice(0, -'/package.json'.length));
}

function isSource(path: string): boolean {
  return /^(apps|libs)\//.test(path) && /\.(ts|mts|tsx|mjs|js)$/.test(path);
}

function firstSegment(path: string): string {
  return path.slice(0, path.indexOf('/'));
}
