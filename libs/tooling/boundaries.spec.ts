import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * One deliberately bad file per rule, so that no rule becomes a no-op. The files lie in a folder
 * that mirrors the repository and is judged by its real configuration, each tool running once.
 */
const repository = join(__dirname, '../..');

interface BadFile {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

const bad = (rule: string, path: string, text: string): BadFile => ({ rule, path, text });
const service = 'apps/intake/src';
const imports = (target: string) => `import '${target}';\n`;

const lintFaults: readonly BadFile[] = [
  bad('noRestrictedImports', `${service}/domain/nest.policy.ts`, imports('@nestjs/common')),
  bad('noRestrictedImports', `${service}/domain/table.policy.ts`, imports('typeorm')),
  bad('noRestrictedImports', `${service}/domain/disk.policy.ts`, imports('node:fs')),
  bad('noRestrictedImports', `${service}/domain/nest.policy.spec.ts`, imports('@nestjs/testing')),
  bad('noRestrictedImports', `${service}/outbound/mail.adapter.ts`, imports('@nestjs/common')),
  bad('noRestrictedImports', `${service}/outbound/queue.adapter.ts`, imports('kafkajs')),
  bad('noRestrictedImports', `${service}/http/table.controller.ts`, imports('typeorm')),
  bad('noRestrictedImports', `${service}/http/broker.controller.ts`, imports('kafkajs')),
  bad('noRestrictedImports', `${service}/read-models/board.projection.ts`, imports('typeorm')),
  bad(
    'noRestrictedImports',
    `${service}/read-models/nest.projection.ts`,
    imports('@nestjs/common'),
  ),
  bad('noRestrictedImports', `${service}/read-models/cache.query.ts`, imports('@redis/client')),
  bad('noRestrictedImports', `${service}/intake.module.ts`, imports('kafkajs')),
  bad(
    'noRestrictedImports',
    `${service}/http/deep.controller.ts`,
    imports('@redress/bus/dist/x.js'),
  ),
  bad('noRestrictedImports', 'apps/bench/src/deep.ts', imports('@redress/analytics/bulk-fold')),
  bad('noRestrictedImports', 'apps/bench/src/nest.ts', imports('@nestjs/common')),
  bad('noRestrictedImports', 'libs/edge/src/table.ts', imports('typeorm')),
  bad('noRestrictedImports', 'libs/event-log/src/nest.ts', imports('@nestjs/common')),
  bad('noRestrictedImports', 'libs/event-log/src/broker.ts', imports('kafkajs')),
  bad('noRestrictedImports', 'libs/bus/src/cached.ts', imports('@redis/client')),
  bad('noRestrictedImports', 'libs/cache/src/broker.ts', imports('kafkajs')),
  bad('noRestrictedImports', 'libs/calendar/src/disk.ts', imports('node:fs')),
  bad('noRestrictedImports', 'deploy/examples/a/inside.mjs', imports('@redress/bus')),
  bad('noRestrictedImports', 'deploy/examples/a/nest.mjs', imports('@nestjs/common')),
  bad('plugin', `${service}/domain/clock.policy.ts`, 'export const seenAt = () => Date.now();\n'),
  bad('plugin', `${service}/domain/date.policy.ts`, 'export const seenAt = () => new Date();\n'),
  bad('plugin', `${service}/domain/luck.policy.ts`, 'export const luck = () => Math.random();\n'),
  bad('plugin', `${service}/domain/later.policy.ts`, 'export async function later() {}\n'),
  bad('plugin', `${service}/domain/arrow.policy.ts`, 'export const later = async () => 1;\n'),
  bad('plugin', `${service}/domain/method.policy.ts`, 'export const x = { async later() {} };\n'),
  bad('plugin', 'libs/calendar/src/clock.ts', 'export const seenAt = () => Date.now();\n'),
  bad(
    'noRestrictedGlobals',
    `${service}/domain/env.policy.ts`,
    'export const pid = process.pid;\n',
  ),
  bad('noRestrictedGlobals', `${service}/domain/web.policy.ts`, "export const x = fetch('/');\n"),
  bad('noRestrictedGlobals', `${service}/domain/soon.policy.ts`, 'setTimeout(console.log, 1);\n'),
  bad('noRestrictedGlobals', `${service}/domain/tick.policy.ts`, 'setInterval(console.log, 1);\n'),
  bad(
    'noRestrictedGlobals',
    `${service}/domain/wait.policy.ts`,
    'export const x = Promise.race([]);\n',
  ),
  bad(
    'noRestrictedGlobals',
    `${service}/domain/id.policy.ts`,
    'export const x = crypto.randomUUID();\n',
  ),
  bad('noProcessEnv', `${service}/env.ts`, "export const home = process.env['HOME'];\n"),
  bad('noExplicitAny', `${service}/loose.ts`, 'export const x = (y: any) => y;\n'),
  bad('noDefaultExport', `${service}/unnamed.ts`, 'export default 1;\n'),
  bad('noUnusedVariables', `${service}/unused.ts`, 'const x = 1;\n'),
  bad('noUnusedImports', `${service}/idle.ts`, "import { join } from 'node:path';\n"),
  bad('noEmptyBlockStatements', `${service}/swallow.ts`, 'try { setTimeout(String); } catch {}\n'),
  bad('noNonNullAssertion', `${service}/sure.ts`, 'export const x = (y?: string) => y!.length;\n'),
  bad('noTsIgnore', `${service}/mute.ts`, `// @ts-${'ignore'}\nexport const x: number = 'y';\n`),
  bad(
    'noFloatingPromises',
    `${service}/floating.ts`,
    'async function save(): Promise<number> {\n  return 1;\n}\nexport function go() {\n  save();\n}\n',
  ),
  bad(
    'noMisusedPromises',
    `${service}/misused.ts`,
    'async function ok(): Promise<boolean> {\n  return true;\n}\nexport const x = () => {\n' +
      '  if (ok()) return 1;\n  return 2;\n};\n',
  ),
];

const lintFree: readonly BadFile[] = [
  bad('', `${service}/domain/good.policy.ts`, 'export const at = (s: string) => new Date(s);\n'),
  bad('', `${service}/http/clock.ts`, 'export const seenAt = () => Date.now();\n'),
  bad('', `${service}/http/good.controller.ts`, imports('@nestjs/common')),
  bad('', `${service}/http/good.dto.ts`, imports('@nestjs/swagger')),
  bad('', `${service}/consumers/good.consumer.ts`, imports('@nestjs/microservices')),
  bad('', `${service}/read-models/good.query.ts`, imports('@nestjs/common') + imports('typeorm')),
  bad('', `${service}/read-models/good.view.ts`, imports('typeorm')),
  bad('', `${service}/good.module.ts`, imports('@nestjs/common') + imports('typeorm')),
  bad('', `${service}/main.ts`, imports('@nestjs/core')),
  bad('', 'apps/standalone/src/http-server.ts', imports('@nestjs/core')),
  bad('', 'apps/bench/src/risk.ts', imports('@redress/analytics/read-models')),
  bad('', 'apps/bench/src/transport.ts', imports('@nestjs/microservices')),
  bad('', 'libs/edge/src/good.ts', imports('@nestjs/common')),
  bad('', 'libs/bus/src/good.ts', imports('@nestjs/microservices') + imports('kafkajs')),
  bad('', 'libs/cache/src/good.ts', imports('@redis/client')),
  bad('', 'deploy/examples/a/good.mjs', imports('@redress/contracts') + imports('kafkajs')),
  bad('', 'libs/timers/src/good.ts', imports('typeorm')),
  bad('', 'libs/testing/src/good.setup.ts', 'export default () => 1;\n'),
  bad('', 'libs/config/src/good.ts', "export const home = process.env['HOME'];\n"),
];

const importFaults: readonly BadFile[] = [
  bad('kernel-imports-nothing', 'libs/kernel/src/disk.ts', imports('node:fs')),
  bad('lib-kernel', 'libs/kernel/src/up.ts', imports('@redress/contracts')),
  bad('contracts-import-kernel-and-schema-builder', 'libs/contracts/src/io.ts', imports('node:fs')),
  bad('lib-contracts', 'libs/contracts/src/up.ts', imports('@redress/event-log')),
  bad('calendar-imports-kernel', 'libs/calendar/src/io.ts', imports('node:fs')),
  bad('lib-calendar', 'libs/calendar/src/side.ts', imports('@redress/contracts')),
  bad('lib-config', 'libs/config/src/up.ts', imports('@redress/postgres')),
  bad('lib-observability', 'libs/observability/src/up.ts', imports('@redress/postgres')),
  bad('lib-servers', 'libs/servers/src/up.ts', imports('@redress/postgres')),
  bad('lib-postgres', 'libs/postgres/src/up.ts', imports('@redress/event-log')),
  bad('lib-event-log', 'libs/event-log/src/up.ts', imports('@redress/bus')),
  bad('lib-privacy', 'libs/privacy/src/up.ts', imports('@redress/bus')),
  bad('lib-bus', 'libs/bus/src/up.ts', imports('@redress/projections')),
  bad('lib-timers', 'libs/timers/src/side.ts', imports('@redress/bus')),
  bad('lib-projections', 'libs/projections/src/side.ts', imports('@redress/timers')),
  bad('lib-edge', 'libs/edge/src/side.ts', imports('@redress/projections')),
  bad('lib-cache', 'libs/cache/src/side.ts', imports('@redress/postgres')),
  bad('lib-runtime', 'libs/runtime/src/side.ts', imports('@redress/testing')),
  bad('domain-allow-list', `${service}/domain/log.policy.ts`, imports('@redress/event-log')),
  bad('domain-allow-list', `${service}/domain/web.policy.ts`, imports('../http/web.js')),
  bad('domain-allow-list', `${service}/domain/zone.policy.ts`, imports('luxon')),
  bad('domain-specs-allow-list', `${service}/domain/log.policy.spec.ts`, imports('@redress/bus')),
  bad('no-cross-app', `${service}/consumers/cross.ts`, imports('@redress/triage')),
  bad(
    'standalone-imports-modules-only',
    'apps/standalone/src/peek.ts',
    imports('../../triage/src/main.js'),
  ),
  bad('bench-imports-read-models-only', 'apps/bench/src/peek.ts', imports('@redress/triage')),
  bad('no-lib-to-app', 'libs/bus/src/down.ts', imports('@redress/triage')),
  bad('module-imported-by-main-only', `${service}/http/back.ts`, imports('../intake.module.js')),
  bad(
    'libs-at-their-root',
    `${service}/http/deep.ts`,
    imports('../../../../libs/bus/src/inner.js'),
  ),
  bad(
    'tooling-is-not-a-library',
    `${service}/http/tool.ts`,
    imports('../../../../libs/tooling/x.js'),
  ),
  bad('testing-from-tests-only', `${service}/http/fake.ts`, imports('@redress/testing')),
  bad('no-cycles', 'libs/bus/src/chicken.ts', imports('./egg.js')),
  bad('no-orphans', 'libs/bus/src/lonely.ts', 'export const alone = 1;\n'),
  bad('not-resolvable', 'libs/bus/src/lost.ts', imports('@redress/nowhere')),
  bad('declared-dependencies', 'libs/bus/src/undeclared.ts', imports('undeclared')),
  bad('no-dev-dependencies-in-product', 'libs/bus/src/dev.ts', imports('fast-check')),
];

// What the bad files point at, and files that break no rule.
const importFree: readonly BadFile[] = [
  bad('', 'libs/bus/src/egg.ts', imports('./chicken.js')),
  bad('', 'libs/bus/src/inner.ts', imports('@redress/event-log')),
  bad('', 'libs/tooling/x.ts', ''),
  bad('', `${service}/http/web.ts`, imports('../domain/good.policy.js')),
  bad('', `${service}/main.ts`, imports('./intake.module.js')),
  bad('', `${service}/intake.module.ts`, imports('./http/web.js') + imports('@redress/bus')),
  bad(
    '',
    `${service}/domain/good.policy.ts`,
    imports('@redress/kernel') + imports('@redress/calendar') + imports('@redress/contracts'),
  ),
  bad(
    '',
    `${service}/domain/good.policy.spec.ts`,
    imports('./good.policy.js') + imports('@redress/testing') + imports('fast-check'),
  ),
  bad('', 'apps/triage/src/main.ts', imports('./triage.module.js')),
  bad('', 'apps/standalone/src/main.ts', imports('@redress/triage')),
  bad('', 'apps/bench/src/main.ts', imports('@redress/analytics/read-models')),
];

const libs = [
  ...['kernel', 'calendar', 'contracts', 'config', 'observability', 'postgres', 'event-log'],
  ...['privacy', 'bus', 'timers', 'projections', 'edge', 'cache', 'runtime', 'testing'],
  'servers',
];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redress-boundaries-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(root: string, files: readonly Pick<BadFile, 'path' | 'text'>[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** `path: rule` of everything Biome's linter finds. */
function lint(root: string): ReadonlySet<string> {
  const biome = join(repository, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const report: { diagnostics: { category: string; location: { path: unknown } }[] } =
    JSON.parse(stdout);
  return new Set(
    report.diagnostics.map(({ category, location }) => {
      const path =
        typeof location.path === 'string' ? location.path : JSON.stringify(location.path);
      return `${path}: ${category.split('/').at(-1)}`;
    }),
  );
}

/** `path: rule` of every import rule that is broken. */
function cruise(root: string): ReadonlySet<string> {
  const cruiser = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(repository, 'libs/tooling/dependency-cruiser.config.mjs');
  const args = [cruiser, '--config', config, '--output-type', 'json', 'apps', 'libs'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const report: { summary: { violations: { from: string; rule: { name: string } }[] } } =
    JSON.parse(stdout);
  return new Set(report.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`));
}

describe('lint rules', () => {
  let found: ReadonlySet<string>;

  beforeAll(() => {
    const root = join(folder, 'lint');
    write(root, [...lintFaults, ...lintFree]);
    mkdirSync(join(root, 'libs/tooling'), { recursive: true });
    for (const file of ['.biome.json', '.gitignore', 'libs/tooling/domain-purity.grit']) {
      cpSync(join(repository, file), join(root, file));
    }
    found = lint(root);
  });

  it.each(lintFaults)('$rule fires on $path', ({ rule, path }) => {
    expect([...found]).toContain(`${path}: ${rule}`);
  });

  it.each(lintFree)('nothing is wrong with $path', ({ path }) => {
    expect([...found].filter((line) => line.startsWith(`${path}: `))).toEqual([]);
  });
});

describe('import rules', () => {
  let found: ReadonlySet<string>;

  beforeAll(() => {
    const root = join(folder, 'imports');
    write(root, [...importFree, ...importFaults, ...packages()]);
    mkdirSync(join(root, 'node_modules/@redress'));
    for (const lib of libs) link(root, `libs/${lib}`, lib);
    for (const app of ['intake', 'triage', 'analytics', 'standalone'])
      link(root, `apps/${app}`, app);
    found = cruise(root);
  });

  it.each(importFaults)('$rule fires on $path', ({ rule, path }) => {
    expect([...found]).toContain(`${path}: ${rule}`);
  });

  it.each(importFree.filter(({ path }) => !path.startsWith('libs/bus/src/')))(
    'nothing is wrong with $path',
    ({ path }) => {
      expect([...found].filter((line) => line.startsWith(`${path}: `))).toEqual([]);
    },
  );

  it('has a bad file for every rule', () => {
    const config = readFileSync(
      join(repository, 'libs/tooling/dependency-cruiser.config.mjs'),
      'utf8',
    );
    const script = `${config.replace('export default', 'const config =')}
      console.log(JSON.stringify(config.forbidden.map((rule) => rule.name)));`;
    const names: string[] = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
    );
    const covered = new Set(importFaults.map(({ rule }) => rule));
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });
});

/** The manifests of the mirrored workspaces, and of the packages from outside which they import. */
function packages(): Pick<BadFile, 'path' | 'text'>[] {
  const manifest = (path: string, content: object) => ({
    path: `${path}/package.json`,
    text: JSON.stringify(content),
  });
  const workspace = (path: string, name: string, entry: string) =>
    manifest(path, {
      name: `@redress/${name}`,
      exports: { '.': { source: `./src/${entry}.ts`, default: `./dist/${entry}.js` } },
    });
  const outside = (name: string) => [
    manifest(`node_modules/${name}`, { name, main: 'index.js' }),
    { path: `node_modules/${name}/index.js`, text: '' },
  ];
  return [
    manifest('.', {
      name: 'mirror',
      dependencies: { luxon: '3.0.0' },
      devDependencies: { 'fast-check': '4.0.0' },
    }),
    ...libs.map((lib) => workspace(`libs/${lib}`, lib, 'index')),
    ...libs.map((lib) => ({ path: `libs/${lib}/src/index.ts`, text: '' })),
    workspace('apps/intake', 'intake', 'intake.module'),
    workspace('apps/triage', 'triage', 'triage.module'),
    { path: 'apps/triage/src/triage.module.ts', text: imports('@redress/kernel') },
    workspace('apps/standalone', 'standalone', 'main'),
    manifest('apps/analytics', {
      name: '@redress/analytics',
      exports: { './read-models': { source: './src/read-models/measured-read-models.ts' } },
    }),
    { path: 'apps/analytics/src/read-models/measured-read-models.ts', text: '' },
    ...outside('luxon'),
    ...outside('fast-check'),
    ...outside('undeclared'),
  ];
}

function link(root: string, target: string, name: string): void {
  symlinkSync(join(root, target), join(root, 'node_modules/@redress', name));
}
