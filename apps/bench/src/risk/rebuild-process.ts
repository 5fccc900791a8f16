import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RebuildOutcome, RebuildRunner } from './rebuild-task.js';

/** What the process of a rebuild answers. */
export type RebuildAnswer =
  | { readonly ok: true; readonly outcome: RebuildOutcome }
  | { readonly ok: false; readonly error: string };

const program = fileURLToPath(new URL('./rebuild.main.js', import.meta.url));

/**
 * A rebuild in a process of its own, so that its memory and its CPU time are its own. Ends with this
 * process.
 *
 * @throws Error when it fails, with its reason
 */
export const rebuildProcess: RebuildRunner = async (task) => {
  const child = fork(program, { stdio: ['ignore', process.stderr, 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const answered = new Promise<RebuildAnswer>((resolve) => {
    child.once('message', (message) => resolve(message as RebuildAnswer));
    child.once('exit', () => resolve({ ok: false, error: 'its process ended' }));
  });
  child.send(task);
  const answer = await answered;
  await exited;
  if (!answer.ok) throw new Error(`the rebuild failed: ${answer.error}`);
  return answer.outcome;
};
