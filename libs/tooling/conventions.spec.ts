import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { libDocstrings } from './src/docstring-conventions.js';
import {
  fileNames,
  fixedTopLevel,
  indexAtLibRootOnly,
  readmes,
  sameServices,
  specPlaces,
} from './src/layout-conventions.js';
import {
  completeLockFile,
  lockFileKnowsManifests,
  lockFileWithoutHosts,
  pinnedDependencies,
} from './src/manifest-conventions.js';
import type { Convention, SourceFile } from './src/source-file.js';
import {
  exhaustiveEvolve,
  indexOnlyReExports,
  noDefaultExports,
  noLeftovers,
  noMutedChecks,
  noSkippedTests,
} from './src/syntax-conventions.js';

/**
 * The conventions that are never waived. Each stands beside a sample that breaks it and one that
 * keeps it, so that no convention can silently stop looking.
 */
interface Case {
  readonly convention: Convention;
  readonly name: string;
  readonly bad: readonly SourceFile[];
  /** What must be named among the violations; each bad file, unless told otherwise. */
  readonly blames?: readonly string[];
  readonly good: readonly SourceFile[];
}

const file = (path: string, text = ''): SourceFile => ({ path, text });
const manifest = (folder: string, text = '{}') => file(`${folder}/package.json`, text);

const service = (app: string, without?: string): SourceFile[] =>
  ['domain/a.ts', 'http/a.ts', 'consumers/a.ts', 'read-models/a.ts', `${app}.module.ts`]
    .filter((path) => path !== without)
    .map((path) => file(`apps/${app}/src/${path}`));
const services = (without?: string): SourceFile[] => [
  ...['intake', 'triage', 'resolution', 'follow-up'].flatMap((app) => service(app)),
  ...service('analytics', without),
];

const lockWith = (packages: object) => [file('package-lock.json', JSON.stringify({ packages }))];

const cases: readonly Case[] = [
  {
    name: 'the top level is fixed',
    convention: fixedTopLevel,
    bad: [file('scripts/build.mjs'), file('jest.config.js')],
    blames: ['scripts:', 'jest.config.js:'],
    good: [file('.ci/run'), file('package.json'), file('libs/kernel/src/a.ts'), file('README.md')],
  },
  {
    name: 'files are named kebab-case.role, and by what they are about',
    convention: fileNames,
    bad: [
      file('libs/bus/src/pgBus.ts'),
      file('libs/bus/src/utils.ts'),
      file('libs/bus/src/helpers/time.ts'),
      file('libs/bus/src/bus.service.ts'),
      file('libs/bus/src/bus.entity.spec.ts'),
      file('libs/bus/src/bus.port.adapter.ts'),
      file('apps/cli/src/common/a.ts'),
      file('apps/cli/src/types.ts'),
      file('apps/cli/src/constants.ts'),
      file('apps/cli/src/shared.int.spec.ts'),
    ],
    good: [
      file('libs/bus/src/pg-bus.adapter.ts'),
      file('libs/bus/src/pg-bus.adapter.int.spec.ts'),
      file('libs/bus/src/0001-init.migration.ts'),
      file('apps/cli/test/import.e2e.spec.ts'),
      file('libs/tooling/jest.config.mjs'),
    ],
  },
  {
    name: 'only a lib has an index, at its root',
    convention: indexAtLibRootOnly,
    bad: [file('libs/bus/src/pg/index.ts'), file('apps/intake/src/index.ts')],
    good: [file('libs/bus/src/index.ts')],
  },
  {
    name: 'end-to-end specs lie in test/, all others beside their file',
    convention: specPlaces,
    bad: [file('apps/intake/src/a.e2e.spec.ts'), file('apps/intake/test/a.spec.ts')],
    good: [file('apps/intake/test/a.e2e.spec.ts'), file('apps/intake/src/a.int.spec.ts')],
  },
  {
    name: 'every app and lib has a README with its decisions',
    convention: readmes,
    bad: [manifest('libs/bus'), manifest('apps/cli'), file('apps/cli/README.md', '# CLI\n')],
    blames: ['libs/bus: has no README', 'apps/cli/README.md: has no "Decisions"'],
    good: [manifest('libs/bus'), file('libs/bus/README.md', '# Bus\n\n## Decisions\n')],
  },
  {
    name: 'all services have the same inside',
    convention: sameServices,
    bad: [
      ...services('domain/a.ts'),
      file('apps/intake/src/jobs/a.ts'),
      file('apps/triage/src/x.ts'),
    ],
    blames: [
      'apps/analytics/src: domain/ is missing',
      'apps/intake/src: jobs/ is unexpected',
      'apps/triage/src: x.ts is unexpected',
    ],
    good: [...services(), file('apps/intake/src/main.ts'), file('apps/intake/src/outbound/a.ts')],
  },
  {
    name: 'there are no default exports',
    convention: noDefaultExports,
    bad: [
      file('libs/a/src/a.ts', 'export default 1;'),
      file('libs/a/src/b.ts', 'export default class A {}'),
      file('libs/a/src/c.ts', 'const a = 1;\nexport { a as default };'),
    ],
    good: [
      file('libs/a/src/a.ts', "// export default\nexport const a = 'export default';"),
      file('libs/tooling/jest.config.mjs', 'export default {};'),
    ],
  },
  {
    name: 'no test is skipped',
    convention: noSkippedTests,
    bad: [
      file('a.spec.ts', "it.skip('x', () => {});"),
      file('b.spec.ts', "describe.only('x', () => {});"),
      file('c.spec.ts', "test.todo('x');"),
      file('d.spec.ts', "it.skip.each([1])('x', () => {});"),
      file('e.spec.ts', "xit('x', () => {});"),
      file('f.spec.ts', "it.concurrent.only('x', async () => {});"),
    ],
    good: [file('a.spec.ts', "it('skips it.skip', () => expect('it.only').toBe(rows.skip(1)));")],
  },
  {
    name: 'no check is muted',
    convention: noMutedChecks,
    bad: [
      file('a.ts', 'const a = 1 as unknown as string;'),
      file('b.ts', '// @ts-ignore\nconst b: string = 1;'),
      file('c.ts', 'const c = [\n  // @ts-expect-error\n  1,\n];'),
      file('d.ts', '/* biome-ignore lint: no */\nconst d = 1;'),
      file('e.mjs', '// @ts-nocheck\n'),
    ],
    good: [file('a.ts', "const a = JSON.parse('1') as unknown;\nconst b = '// @ts-ignore';")],
  },
  {
    name: 'nothing is left to do',
    convention: noLeftovers,
    bad: [
      file('a.ts', '// TODO later\nconst a = 1;'),
      file('b.ts', 'const b = 1; // FIXME'),
      file('c.ts', 'function c() {\n  /* HACK */\n}'),
    ],
    good: [file('a.ts', "// The todo list of the user.\nconst a = 'TODO';")],
  },
  {
    name: "a lib's index only re-exports",
    convention: indexOnlyReExports,
    bad: [
      file('libs/a/src/index.ts', "export * from './b.js';\nexport const a = 1;"),
      file('libs/b/src/index.ts', "import { a } from './a.js';\nexport { a };"),
    ],
    good: [file('libs/a/src/index.ts', "export * from './b.js';\nexport { c } from './c.js';")],
  },
  {
    name: 'everything that a lib offers has a docstring',
    convention: libDocstrings,
    bad: [
      file('libs/a/src/index.ts', "export * from './a.js';\nexport { c as d } from './c.js';"),
      file('libs/a/src/a.ts', 'export function a() {}\nexport interface B {}\nexport class C {}'),
      file('libs/a/src/c.ts', '// no docstring\nconst c = () => 1;\nexport { c };'),
    ],
    blames: ['a.ts: a has no', 'a.ts: B has no', 'a.ts: C has no', 'c.ts: d has no'],
    good: [
      file('libs/a/src/index.ts', "export * from './a.js';"),
      file('libs/a/src/a.ts', '/** What it is. */\nexport function a() {}\nfunction inner() {}'),
      file('libs/a/src/hidden.ts', 'export function hidden() {}'),
    ],
  },
  {
    name: 'evolve has no default branch',
    convention: exhaustiveEvolve,
    bad: [
      file('a.ts', 'function evolve(s, e) { switch (e) { default: return s; } }'),
      file('b.ts', 'const d = { evolve: (s, e) => { switch (e) { default: return s; } } };'),
      file('c.ts', 'const d = { evolve(s, e) { switch (e) { default: return s; } } };'),
      file('d.ts', 'const evolve = (s, e) => { switch (e) { default: return s; } };'),
    ],
    good: [
      file('a.ts', 'function evolve(s, e) { switch (e) { case 1: return s; } }'),
      file('b.ts', 'function decide(s, e) { switch (e) { default: return s; } }'),
      file('c.ts', 'function evolve(s, e) { switch (e) { default: return unreachable(e); } }'),
    ],
  },
  {
    name: 'dependencies are pinned exactly',
    convention: pinnedDependencies,
    bad: [
      file('package.json', '{"devDependencies":{"jest":"^30.0.0"}}'),
      file('libs/a/package.json', '{"dependencies":{"pg":"8.x"}}'),
      file('libs/b/package.json', '{"optionalDependencies":{"pg":"latest"}}'),
    ],
    good: [
      file(
        'package.json',
        '{"devDependencies":{"a":"1.2.3","b":"npm:c@7.0.2","d":"1.0.0-beta.17"}}',
      ),
    ],
  },
  {
    name: 'the lock file is complete',
    convention: completeLockFile,
    bad: lockWith({ 'node_modules/a': { optionalDependencies: { 'a-linux-x64': '1.0.0' } } }),
    good: lockWith({
      'node_modules/a': { optionalDependencies: { b: '1.0.0', c: '1.0.0' } },
      'node_modules/a/node_modules/b': { version: '1.0.0' },
      'node_modules/c': { version: '1.0.0' },
    }),
  },
  {
    name: 'the lock file knows what every manifest asks for',
    convention: lockFileKnowsManifests,
    bad: [
      ...lockWith({ 'libs/b': { dependencies: { pg: '8.0.0' } }, 'libs/c': {} }),
      manifest('libs/a', '{"dependencies":{"pg":"8.23.1"}}'),
      manifest('libs/b', '{"dependencies":{"pg":"8.23.1"}}'),
      manifest('libs/c', '{"devDependencies":{"pg":"8.23.1"}}'),
    ],
    blames: ['libs/a/package.json', 'libs/b/package.json', 'libs/c/package.json'],
    good: [
      ...lockWith({ 'libs/b': { dependencies: { pg: '8.23.1' }, version: '0.1.0' } }),
      manifest('libs/b', '{"private":true,"dependencies":{"pg":"8.23.1"}}'),
      manifest('libs/c', '{"version":"0.1.0"}'),
    ],
  },
  {
    name: 'the lock file names no host',
    convention: lockFileWithoutHosts,
    bad: lockWith({ 'node_modules/a': { resolved: 'https://registry.example/a.tgz' } }),
    good: lockWith({
      'node_modules/a': { version: '1.0.0' },
      'node_modules/@redress/bus': { resolved: 'libs/bus', link: true },
    }),
  },
];

const root = join(__dirname, '../..');

/** Everything under version control, and what is about to be. */
function repositoryFiles(): readonly SourceFile[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .map((path) => file(path, readFileSync(join(root, path), 'utf8')));
}

describe.each(cases)('$name', ({ convention, bad, blames, good }) => {
  it.each(blames ?? bad.map(({ path }) => path))('blames %s in the bad sample', (blamed) => {
    expect(convention(bad).join('\n')).toContain(blamed);
  });

  it('has nothing against a good sample', () => {
    expect(convention(good)).toEqual([]);
  });

  it('holds in the repository', () => {
    expect(convention(files)).toEqual([]);
  });
});

let files: readonly SourceFile[];

beforeAll(() => {
  files = repositoryFiles();
});
