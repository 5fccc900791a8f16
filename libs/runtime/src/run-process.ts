import { KafkaError } from '@redress/bus';
import { ConfigError } from '@redress/config';
import type { Logger } from '@redress/observability';
import { PostgresStartError } from '@redress/postgres';
import { MasterKeyError } from '@redress/privacy';
import { LocalSecretError } from './local-secrets.js';
import { MendableError, UsageError } from './mendable.error.js';

/** What runs in a process until somebody ends it. */
export interface RunningParts {
  /** Resolves with the reason when a part cannot go on. */
  readonly failed: Promise<Error>;
  /** Ends everything in order. May be called again. */
  stop(): Promise<void>;
}

/** A process from its first line to its last. */
export interface ProcessPlan<Running extends RunningParts> {
  /** In front of what it says on standard error. */
  readonly name: string;
  readonly logger: Pick<Logger, 'error'>;
  start(): Promise<Running>;
  /** Longest time from the request to stop to the end, in milliseconds; then it exits with 1. */
  readonly stopMaxMs?: number;
  /** What is left to do once everything runs; answers the line that says so. */
  ready(running: Running): Promise<string> | string;
}

/**
 * A process that another one started with a channel does not outlive it: once the channel is closed
 * it stops as if it had been asked to.
 */
function endWithParent(): void {
  if (process.send === undefined) return;
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (!process.connected) end();
  process.channel?.unref();
  process.once('disconnect', end);
}

/**
 * Starts, says that it is ready, and stops on SIGINT or SIGTERM with exit code 0, also while it
 * starts; with 1 when a part cannot go on.
 */
export async function runProcess<Running extends RunningParts>(
  plan: ProcessPlan<Running>,
): Promise<void> {
  const starting = plan.start();
  let stopping: Promise<void> | undefined;
  // Also while it starts: what was opened by then has to be closed in order.
  const stop = () => {
    if (plan.stopMaxMs !== undefined && stopping === undefined) giveUpAfter(plan, plan.stopMaxMs);
    stopping ??= starting.then((running) => running.stop());
    return stopping;
  };
  const fail = (error: unknown) => failProcess(plan.name, error);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop().then(() => process.exit(0), fail));
  }
  endWithParent();
  const running = await starting;
  void running.failed.then((reason) => {
    if (stopping !== undefined) return;
    plan.logger.error({ err: reason }, `${plan.name} cannot go on`);
    void stop().then(() => process.exit(1), fail);
  });
  try {
    const line = await plan.ready(running);
    if (stopping === undefined) process.stdout.write(`${line}\n`);
  } catch (error) {
    // Who asked for the end meanwhile does not want to hear how the rest failed.
    if (stopping !== undefined) return;
    await stop();
    throw error;
  }
}

/** What is not closed by then is recovered by the next start, like after a crash. */
function giveUpAfter(
  { name, logger }: { name: string; logger: Pick<Logger, 'error'> },
  ms: number,
) {
  setTimeout(() => {
    logger.error({ ms }, `${name} did not stop in time`);
    process.exit(1);
  }, ms).unref();
}

/** Errors whose message says what to do. */
const mendable = [
  ConfigError,
  PostgresStartError,
  LocalSecretError,
  MasterKeyError,
  MendableError,
  KafkaError,
];

/** Says what went wrong, in one line what a person can mend, and ends the process: 2 for wrong usage. */
export function failProcess(name: string, error: unknown, usage?: string): never {
  const isUsage = error instanceof UsageError;
  const more = isUsage && usage ? `\n\n${usage}` : '\n';
  process.stderr.write(`${name}: ${isUsage ? error.message : reasonOf(error, usage)}${more}`);
  process.exit(isUsage ? 2 : 1);
}

/** A program that has a usage has the option, too. */
function reasonOf(error: unknown, usage?: string): string {
  if (!(error instanceof Error)) return String(error);
  if (mendable.some((known) => error instanceof known)) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    const how = usage ? '--port N' : 'REDRESS_PORT and REDRESS_OPERATIONS_PORT';
    return `${error.message}; stop what listens there, or choose another with ${how}`;
  }
  return error.stack ?? error.message;
}
