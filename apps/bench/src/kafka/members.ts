import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { treeCpuMicros } from '../measuring/process-tree.js';
import type { MemberPlan } from './member-messages.js';

/** Members of one group, each in a process of its own. */
export interface Members {
  /** CPU time of all of them so far, in microseconds. */
  cpuMicros(): number;
  /** @throws Error when one of them has ended by itself */
  check(): void;
  end(): Promise<void>;
}

const program = fileURLToPath(new URL('./member.main.js', import.meta.url));

/** Starts so many members, and waits until each has joined. */
export async function startMembers(plan: MemberPlan, count: number): Promise<Members> {
  const children = Array.from({ length: count }, () =>
    fork(program, { execArgv: [], stdio: ['ignore', process.stderr, 'inherit', 'ipc'] }),
  );
  const end = async () => {
    await Promise.all(children.map(ended));
  };
  const check = () => {
    if (children.some(({ exitCode }) => exitCode !== null)) throw new Error('a member has ended');
  };
  try {
    await Promise.all(children.map((child) => joined(child, plan)));
  } catch (error) {
    await end();
    throw error;
  }
  return {
    cpuMicros: () => children.reduce((sum, { pid = 0 }) => sum + treeCpuMicros(pid, () => true), 0),
    check,
    end,
  };
}

async function joined(child: ChildProcess, plan: MemberPlan): Promise<void> {
  const exited = once(child, 'exit').then(() => {
    throw new Error('a member could not start');
  });
  child.send(plan);
  await Promise.race([once(child, 'message'), exited]);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
