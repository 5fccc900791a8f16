import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Environment, inheritedEnvironment } from '@redress/config';
import { freePorts } from '@redress/servers';

/** All services in one process, or each in its own. */
export type PlatformForm = 'standalone' | 'distributed';

const programOf = (form: PlatformForm) =>
  fileURLToPath(new URL(`../../../${form}/dist/main.js`, import.meta.url));
// The platform stops by itself when we are gone.
const lifeline = new URL('../../../../libs/tooling/scripts/lifeline.mjs', import.meta.url).href;

/** Longest start on a busy machine, in milliseconds: a new cluster, all migrations, bulk folds. */
const startMaxMs = 600_000;

/** The embedded default in a process of its own. */
export interface PlatformProcess {
  readonly pid: number;
  readonly url: string;
  readonly operationsUrl: string;
  /** Lets it end in order. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts the built platform on a data directory, on ports of its own, and waits until it is ready.
 *
 * @throws Error with what it printed when it ends before
 */
export async function startPlatformProcess(
  dataDirectory: string,
  form: PlatformForm = 'standalone',
): Promise<PlatformProcess> {
  const program = programOf(form);
  if (!existsSync(program)) throw new Error(`${program} is missing: build it with npm run build`);
  const [port = 0, operationsPort = 0] = await freePorts(2);
  const child = spawn(process.execPath, ['--import', lifeline, program], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Nothing that names another platform comes from outside.
    env: {
      REDRESS_DATA_DIR: dataDirectory,
      REDRESS_PORT: String(port),
      REDRESS_OPERATIONS_PORT: String(operationsPort),
      REDRESS_LOG_LEVEL: 'warn',
      // Kafka finds Java, and Redis its program, by these.
      ...(form === 'distributed' ? toolsOf(inheritedEnvironment({})) : {}),
    },
  });
  const exited = once(child, 'exit');
  await untilReady(child, exited);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  return {
    pid,
    url: `http://127.0.0.1:${port}`,
    operationsUrl: `http://127.0.0.1:${operationsPort}`,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

function toolsOf({ PATH, HOME, JAVA_HOME }: Environment) {
  return { PATH, HOME, ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }) };
}

async function untilReady(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  let printed = '';
  let isReady = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      // Afterwards nobody reads it.
      if (!isReady) printed += text;
    });
  }
  const until = performance.now() + startMaxMs;
  while (!printed.includes('Redress is ready')) {
    const end = await Promise.race([exited, sleep(20)]);
    if (end) throw new Error(`the platform did not start:\n${printed}`);
    if (performance.now() > until) throw new Error(`the platform is not ready:\n${printed}`);
  }
  isReady = true;
}
