import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { errorCode } from './error-code.js';
import { ServerStartError } from './server-start.error.js';

/** How a program ended that was run to its end. */
export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** What it wrote, errors included. */
  readonly output: string;
}

/** What a program is run for. */
export interface ProgramPurpose {
  /** Why we need it, for the message when it is missing: a sentence without its full stop. */
  readonly need: string;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/**
 * Runs a program of the PATH to its end.
 *
 * @throws ServerStartError `PROGRAM_MISSING` when there is no such program
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { need, cwd, timeoutMs = 60_000 }: ProgramPurpose,
): Promise<ProgramResult> {
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  // Not spawn's own timeout: that one goes on when there is no such program.
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const [code] = await once(child, 'close');
    return { code, output: output.trim() };
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    throw new ServerStartError('PROGRAM_MISSING', `${need}, and ${program} is not on the PATH.`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}
