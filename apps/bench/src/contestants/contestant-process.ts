import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ContestantAnswer, ContestantRequest } from './contestant-messages.js';
import type { ContestantName, ContestantOptions } from './contestant.port.js';
import type { TimedRun } from '../measuring/timed.js';
import type { Load } from './load.js';
import { openContestant } from './open-contestant.js';
import { runLoad } from './run-load.js';

/** A contestant that is ready to be measured. */
export interface ReadyContestant {
  readonly name: ContestantName;
  run(load: Load): Promise<TimedRun>;
  close(): Promise<void>;
}

/** Makes a contestant ready: in a process of its own, or in this one. */
export type ReadyContestantFactory = (
  name: ContestantName,
  options: ContestantOptions,
) => Promise<ReadyContestant>;

const program = fileURLToPath(new URL('./contestant.main.js', import.meta.url));

/**
 * Starts a contestant in a process of its own: one of our peers changes how `pg` reads numbers for
 * its whole process, and nobody should find the other's garbage. Ends with this process.
 *
 * @throws Error when it cannot start, with the contestant's reason
 */
export const contestantProcess: ReadyContestantFactory = async (name, options) => {
  const child = fork(program, {
    execArgv: [],
    stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
  });
  try {
    await ask(child, { ask: 'open', name, options });
  } catch (error) {
    child.kill();
    throw error;
  }
  return {
    name,
    async run(load) {
      const answer = await ask(child, { ask: 'run', load });
      if (!answer.run) throw new Error('the contestant answered no run');
      return answer.run;
    },
    async close() {
      const ended = once(child, 'exit');
      if (child.exitCode !== null || child.signalCode !== null) return;
      await ask(child, { ask: 'close' }).finally(() => ended);
    },
  };
};

/** The same in this process, for specs: no build is needed. */
export const contestantHere: ReadyContestantFactory = async (name, options) => {
  const contestant = await openContestant(name, options);
  return {
    name,
    run: (load) => runLoad(contestant, load),
    close: () => contestant.close(),
  };
};

async function ask(
  child: ChildProcess,
  request: ContestantRequest,
): Promise<Extract<ContestantAnswer, { ok: true }>> {
  const answer = await new Promise<ContestantAnswer>((resolve) => {
    const onExit = () => resolve({ ok: false, error: 'its process ended' });
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as ContestantAnswer);
    });
    child.send(request);
  });
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}
