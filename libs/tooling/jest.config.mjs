import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * One Jest run for the whole repository, split into suites:
 *
 * - `unit` — `x.spec.ts` beside the file, no I/O;
 * - `int`  — `x.int.spec.ts` beside the file, real servers;
 * - `e2e`  — `test/x.e2e.spec.ts` of an app or lib, a whole service.
 *
 * - `whole` — those of `e2e` that take the whole machine, to be run one at a time (`--runInBand`).
 *
 * Choose one with `--selectProjects unit`; without it all run.
 *
 * Node 20 cannot load ES modules inside Jest's CommonJS sandbox, so swc turns our sources and the
 * packages that ship only ES modules into CommonJS. The `source` export condition makes
 * `@redress/*` resolve to the TypeScript sources: a test run never needs a build.
 */
const transformWith = (syntax) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2023',
      keepClassNames: true,
      parser: { syntax, decorators: true },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
      },
    },
  },
];

// Packages that ship only ES modules; a new one of that kind joins this list.
const esmOnlyPackages = [
  '@nestjs',
  'typebox',
  'content-disposition',
  'cookie',
  'file-type',
  'jose',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
];

// A dozen processes or four platforms each: beside another suite neither would come to its end in time.
const onPath = (path) => `/apps/${path}\\.e2e\\.spec\\.ts$`;
const wholeMachine = [
  'faults/test/faults',
  'standalone/test/replicas',
  'standalone/test/truth',
].map(onPath);

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

const hookOf = (name) => fileURLToPath(new URL(`../testing/src/${name}.ts`, import.meta.url));

const shared = {
  rootDir,
  testEnvironment: hookOf('jest-environment.setup'),
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['/dist/'],
  transform: {
    '^.+\\.ts$': transformWith('typescript'),
    '^.+\\.m?js$': transformWith('ecmascript'),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnlyPackages.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

// One PostgreSQL, Kafka and Redis for all suites that ask for one; libs/testing starts and stops them.
const globalSetup = hookOf('jest-servers.setup');
const globalTeardown = hookOf('jest-servers.teardown');
const servers = existsSync(globalSetup) ? { globalSetup, globalTeardown } : {};

export default {
  rootDir,
  maxWorkers: 2,
  // Machines are shared: what takes a second alone may take half a minute beside others.
  testTimeout: 90_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(int|e2e)\\.spec\\.ts$'],
    },
    {
      ...shared,
      ...servers,
      displayName: 'int',
      testMatch: ['<rootDir>/{apps,libs}/**/*.int.spec.ts'],
    },
    {
      ...shared,
      ...servers,
      displayName: 'e2e',
      testMatch: ['<rootDir>/{apps,libs}/*/test/**/*.e2e.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...wholeMachine],
    },
    {
      ...shared,
      ...servers,
      displayName: 'whole',
      testRegex: wholeMachine,
    },
  ],
};
