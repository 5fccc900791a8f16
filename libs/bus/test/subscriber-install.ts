import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ambientEnvironment } from '@redress/testing';

const repository = join(__dirname, '../../..');
const example = join(repository, 'deploy/examples/subscriber');

/** The example of another team, installed outside of the repository from packages alone. */
export interface InstalledSubscriber {
  readonly folder: string;
  readonly program: string;
  remove(): void;
}

/**
 * Packs what is published and what it declares to depend on, and lets npm install that beside the
 * example, without a network: a dependency that nobody declared is missing there.
 */
export function installSubscriber(): InstalledSubscriber {
  const folder = mkdtempSync(join(tmpdir(), 'redress-subscriber-'));
  const [tarballs, program] = [join(folder, 'tarballs'), join(folder, 'program')];
  mkdirSync(tarballs);
  cpSync(example, program, { recursive: true });
  const published = ['libs/kernel', 'libs/contracts'];
  const needed = [...closure(['kafkajs', ...published.flatMap(dependenciesOf)])];
  pack(published, tarballs);
  pack(needed.map((name) => join('node_modules', name)).concat('--ignore-scripts'), tarballs);
  const packages = readdirSync(tarballs).map((file) => join(tarballs, file));
  npm(['install', '--offline', '--ignore-scripts', ...packages], program);
  return {
    folder,
    program,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function pack(folders: readonly string[], destination: string): void {
  const places = folders.map((each) => (each.startsWith('-') ? each : `./${each}`));
  npm(['pack', '--pack-destination', destination, ...places], repository);
}

function npm(args: readonly string[], cwd: string): void {
  // npm names its own script where it is the one that runs us; it need not be on the PATH then.
  const script = ambientEnvironment()['npm_execpath'];
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  const [command, ...before] = script ? [process.execPath, script] : ['npm'];
  execFileSync(command, [...before, ...args, ...quiet], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** What the named packages of others need, and they themselves. */
function closure(names: readonly string[], known: Set<string> = new Set()): Set<string> {
  for (const name of names) {
    if (name.startsWith('@redress/') || known.has(name)) continue;
    known.add(name);
    closure(dependenciesOf(join('node_modules', name)), known);
  }
  return known;
}

function dependenciesOf(folder: string): string[] {
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(repository, folder, 'package.json'), 'utf8'),
  );
  return Object.keys(manifest.dependencies ?? {});
}
