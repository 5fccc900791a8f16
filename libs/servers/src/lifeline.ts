import { spawnSync } from 'node:child_process';

/** A program with its arguments, as `spawn` takes them. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

let setpriv: string | false | undefined;

/**
 * Ties a program to the life of this process: the kernel sends it the signal when we are killed and
 * cannot. Where there is no setpriv (util-linux), the program is started as it is, and the next
 * start of a server ends what was left.
 */
export function tiedToUs(command: Command, signal: 'KILL' | 'TERM'): Command {
  setpriv ??= ['/usr/bin/setpriv', '/bin/setpriv', '/usr/sbin/setpriv'].find(understands) ?? false;
  if (setpriv === false) return command;
  return { file: setpriv, args: [`--pdeathsig=${signal}`, command.file, ...command.args] };
}

/** BusyBox has a setpriv too, without the option that matters. */
function understands(program: string): boolean {
  const { stdout } = spawnSync(program, ['--help'], { encoding: 'utf8' });
  return stdout?.includes('--pdeathsig') ?? false;
}
