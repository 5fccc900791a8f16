import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '@redress/config';
import type { Logger } from '@redress/observability';

/** A program that is kept running. */
export interface ProcessPlan {
  readonly name: string;
  /** Absolute path of its script. */
  readonly script: string;
  readonly env: Environment;
  readonly logger: Logger;
}

/** A process that comes back when it dies. */
export interface KeptProcess {
  /** Its ready line. */
  readonly line: string;
  /** Asks it to stop, and kills it when it does not. */
  stop(): Promise<void>;
}

/** The wait before a dead process is started again, in milliseconds: doubled from each to the next. */
const backOff = { minMs: 250, maxMs: 10_000 };

/** A process that ran for so long has not died of its start. */
const soundAfterMs = 30_000;

/** A process is killed when it has not ended so long after it was asked to. */
const stopMaxMs = 12_000;

/**
 * Starts a process, waits for its ready line, and from then on starts it again whenever it ends.
 *
 * @throws Error when it ends before it was ready for the first time; it has said why itself
 */
export async function keepProcess(plan: ProcessPlan): Promise<KeptProcess> {
  const { name, logger } = plan;
  let isStopping = false;
  let child = launch(plan);
  let wake: () => void = () => undefined;
  const line = await Promise.race([
    readyLineOf(child, name),
    endOf(child).then((how) => {
      throw new Error(`${name} did not start (${how})`);
    }),
  ]);

  async function keep(): Promise<void> {
    for (let pauseMs = backOff.minMs; ; pauseMs = Math.min(backOff.maxMs, 2 * pauseMs)) {
      const startedAt = performance.now();
      const how = await endOf(child);
      if (isStopping) return;
      if (performance.now() - startedAt > soundAfterMs) pauseMs = backOff.minMs;
      logger.warn({ process: name, how, pauseMs }, 'a process ended and is started again');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (isStopping) return;
      try {
        child = launch(plan);
      } catch (error) {
        // The old one stands for it, and has ended: the next round tries again.
        logger.error({ err: error, process: name }, 'a process could not be started');
      }
    }
  }

  const kept = keep();
  return {
    line,
    async stop() {
      isStopping = true;
      wake();
      const killer = setTimeout(() => child.kill('SIGKILL'), stopMaxMs);
      child.kill('SIGTERM');
      await kept;
      clearTimeout(killer);
    },
  };
}

/** With a channel: when we are killed it closes, and the process stops. Our standard output is ours. */
function launch({ name, script, env }: ProcessPlan): ChildProcess {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...env },
    // Ctrl-C reaches a whole process group; the order in which they end is ours to choose.
    detached: true,
  });
  child.stdout?.setEncoding('utf8');
  passLogsOn(child, name);
  return child;
}

/** Its log lines are ours to show, each as a whole; that it is ready is said by us for all. */
function passLogsOn(child: ChildProcess, name: string): void {
  let rest = '';
  child.stdout?.on('data', (part: string) => {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith(`${name} is ready`)) process.stdout.write(`${line}\n`);
    }
  });
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  } catch (error) {
    // It never began: there is no memory or no number for it at the moment.
    return String(error);
  }
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

function readyLineOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const read = (part: string) => {
      text += part;
      const line = text.split('\n').find((each) => each.startsWith(`${name} is ready`));
      if (line === undefined || !text.includes(`${line}\n`)) return;
      child.stdout?.off('data', read);
      resolve(line);
    };
    child.stdout?.on('data', read);
  });
}
