import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** How a built program is started. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  /** The only settings of the platform that it sees: ours are not passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default: nothing on stdin, pipes on stdout and stderr. */
  readonly stdio?: 'inherit';
}

/** Variables by which a run of the platform is configured, beside those that begin with REDRESS_. */
const settings = ['DATABASE_URL', 'KAFKA_BROKERS', 'REDIS_URL', 'OIDC_ISSUER'];

const lifeline = new URL('../../tooling/scripts/lifeline.mjs', import.meta.url).href;

/**
 * Starts a built program of ours for an end-to-end test, as a user would: from its `dist`. It stops
 * by itself when the test run dies; in all other cases the caller ends it.
 *
 * @param script absolute path of a `.js` or `.mjs` file
 * @throws Error when there is no such file, with what to do about it
 */
export function spawnProgram(script: string, options: ProgramOptions = {}): ChildProcess {
  if (!existsSync(script)) {
    throw new Error(`${script} is missing: build it first, with npm run build`);
  }
  const { args = [], env, cwd, stdio = 'pipe' } = options;
  const streams: SpawnOptions['stdio'] = ['ignore', stdio, stdio, 'ipc'];
  return spawn(process.execPath, ['--import', lifeline, script, ...args], {
    stdio: streams,
    env: { ...ambientEnvironment(), ...env },
    ...(cwd ? { cwd } : {}),
  });
}

/** The environment of this process without the settings of the platform and of the test run. */
export function ambientEnvironment(): Record<string, string | undefined> {
  const isSetting = (name: string) => name.startsWith('REDRESS_') || settings.includes(name);
  const isOfJest = (name: string) => name.startsWith('JEST_') || name === 'NODE_ENV';
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !isSetting(name) && !isOfJest(name)),
  );
}
