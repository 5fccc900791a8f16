/**
 * Imports go one way:
 *
 *   kernel ← calendar, contracts ← domain ← http|consumers|read-models|outbound ← module ← main
 *
 * Paths are relative to the root of the repository. Every rule has a deliberately bad file in
 * `boundaries.spec.ts`, so that none of them can become a no-op.
 */

// What a lib may import of the other libs. A new edge is a decision: it is made here, and read here.
const libMayImport = {
  kernel: [],
  calendar: ['kernel'],
  contracts: ['kernel'],
  config: ['kernel'],
  observability: ['kernel', 'config'],
  servers: [],
  postgres: ['kernel', 'config', 'observability', 'servers'],
  'event-log': ['kernel', 'contracts', 'config', 'observability', 'postgres'],
  privacy: ['kernel', 'contracts', 'config', 'observability', 'postgres', 'event-log'],
  bus: ['kernel', 'contracts', 'config', 'observability', 'postgres', 'event-log'],
  timers: ['kernel', 'contracts', 'config', 'observability', 'postgres', 'event-log'],
  projections: ['kernel', 'contracts', 'config', 'observability', 'postgres', 'event-log', 'bus'],
  edge: [
    ...['kernel', 'contracts', 'config', 'observability', 'postgres', 'event-log', 'privacy'],
    'cache',
  ],
  cache: ['kernel', 'config', 'observability'],
  // What every service stands on: it opens and closes the others in order.
  runtime: [
    ...['kernel', 'contracts', 'config', 'observability', 'postgres', 'event-log', 'privacy'],
    ...['bus', 'timers', 'projections', 'edge', 'cache'],
  ],
};

const spec = '\\.spec\\.ts$';
// Files that exist for tests only: specs, what starts their servers, and the e2e folders.
const testCode = '(\\.spec\\.ts$|\\.(setup|teardown)\\.ts$|^(apps|libs)/[^/]+/test/)';
const jestGlobals = 'node_modules/@jest/globals/';

const libRules = Object.entries(libMayImport).map(([lib, allowed]) => ({
  name: `lib-${lib}`,
  comment: `${lib} may import: ${allowed.join(', ') || 'no other lib'}.`,
  severity: 'error',
  from: { path: `^libs/${lib}/src/`, pathNot: testCode },
  to: { path: '^libs/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
}));

const pureRules = [
  {
    name: 'kernel-imports-nothing',
    comment: 'Everything rests on the kernel, so the kernel rests on nothing, not even Node.',
    severity: 'error',
    from: { path: '^libs/kernel/src/', pathNot: spec },
    to: { pathNot: '^libs/kernel/src/' },
  },
  {
    name: 'contracts-import-kernel-and-schema-builder',
    comment: 'Contracts are published to others: kernel, TypeBox and ajv are all they may need.',
    severity: 'error',
    from: { path: '^libs/contracts/src/', pathNot: spec },
    to: {
      pathNot: [
        '^libs/(contracts|kernel)/src/',
        'node_modules/(typebox|ajv|ajv-formats)/',
        '^node:util$|^util$',
      ],
    },
  },
  {
    name: 'calendar-imports-kernel',
    comment: 'Business time is a pure function of its rules; the domain may use it.',
    severity: 'error',
    from: { path: '^libs/calendar/src/', pathNot: spec },
    to: { pathNot: '^libs/(calendar|kernel)/src/' },
  },
  {
    name: 'domain-allow-list',
    comment: 'Business rules see kernel, calendar, contracts and themselves. Nothing else exists.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/src/domain/', pathNot: spec },
    to: { pathNot: ['^libs/(kernel|calendar|contracts)/src/', '^apps/$1/src/domain/'] },
  },
  {
    name: 'domain-specs-allow-list',
    comment: 'A spec of a rule needs the rule and the given/when/then kit, never a server.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/src/domain/.*\\.spec\\.ts$' },
    to: {
      pathNot: [
        '^libs/(kernel|calendar|contracts|testing)/src/',
        '^apps/$1/src/domain/',
        'node_modules/fast-check/',
        jestGlobals,
      ],
    },
  },
];

const appRules = [
  {
    name: 'no-cross-app',
    comment: 'Services learn of each other by events, never by imports.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/', pathNot: '^apps/(standalone|bench)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'bench-imports-read-models-only',
    comment: 'The bench measures the read models of analytics; what else it measures it starts.',
    severity: 'error',
    from: { path: '^apps/bench/' },
    to: {
      path: '^apps/',
      pathNot: ['^apps/bench/', '^apps/analytics/src/read-models/measured-read-models\\.ts$'],
    },
  },
  {
    name: 'standalone-imports-modules-only',
    comment:
      'The standalone wires the five modules into one process and knows nothing else of them.',
    severity: 'error',
    from: { path: '^apps/standalone/' },
    to: { path: '^apps/', pathNot: ['^apps/standalone/', '\\.module\\.ts$'] },
  },
  {
    name: 'no-lib-to-app',
    comment: 'A lib that knows an app is a part of that app.',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^apps/' },
  },
  {
    name: 'module-imported-by-main-only',
    comment: 'The module is the only wiring; what it wires must not reach back into it.',
    severity: 'error',
    from: {
      path: '^apps/[^/]+/src/(domain|http|consumers|read-models|outbound)/',
      pathNot: testCode,
    },
    to: { path: '^apps/[^/]+/src/([^/]+\\.module|main)\\.ts$' },
  },
];

const generalRules = [
  {
    name: 'libs-at-their-root',
    comment:
      'What a lib offers is its index.ts, of the bus also its consumers for Nest, of testing its given/when/then; the rest is free to change.',
    severity: 'error',
    from: { path: '^(?:apps|libs)/([^/]+)/', pathNot: '^libs/tooling/' },
    to: {
      path: '^libs/[^/]+/',
      pathNot: [
        '^libs/$1/',
        '^libs/[^/]+/src/index\\.ts$',
        '^libs/bus/src/nest/nest-consumers\\.ts$',
        '^libs/testing/src/given\\.ts$',
        '^libs/tooling/scripts/prepare\\.mjs$',
      ],
    },
  },
  {
    name: 'tooling-is-not-a-library',
    comment:
      'Scripts and rules are no part of the product; only the launcher of the CLI uses them.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: ['^libs/tooling/', '^apps/cli/bin/'] },
    to: { path: '^libs/tooling/' },
  },
  {
    name: 'testing-from-tests-only',
    comment: 'A fake clock or a throw-away server has no place in what is shipped.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: ['^libs/testing/', testCode] },
    to: { path: '^libs/testing/' },
  },
  {
    name: 'no-cycles',
    comment: 'In a cycle no file can be understood, tested or replaced alone.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'Nobody imports it and it is no entry point: it is dead.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [
        '^libs/tooling/',
        testCode,
        '[/.]main\\.ts$',
        '^apps/cli/bin/',
        '/src/index\\.ts$',
        '\\.d\\.ts$',
      ],
    },
    to: {},
  },
  {
    name: 'not-resolvable',
    comment:
      'A misspelt import, or a package that nobody installed. Also proves that rules can see.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'declared-dependencies',
    comment: 'A package in use must stand in a package.json, or a fresh install may lack it.',
    severity: 'error',
    from: { pathNot: testCode },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-dev-dependencies-in-product',
    comment: 'What runs in production is no devDependency.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: ['^libs/tooling/', '^libs/testing/', testCode] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

export default {
  forbidden: [...pureRules, ...libRules, ...appRules, ...generalRules],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    // Without these conditions a lib's package name does not resolve to its sources, and every
    // rule about libs silently stops firing.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'types', 'import', 'require', 'node', 'default'],
    },
  },
};
