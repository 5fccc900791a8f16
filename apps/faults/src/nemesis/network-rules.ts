import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Before everything else, so that what is sent to ourselves is looked at too. */
const [rulePriority, localPriority] = ['10', '100'];

/**
 * From now on nothing reaches these TCP ports of this machine; the answer lets it through again. Only
 * for a network namespace of our own: elsewhere it would meet others.
 */
export async function dropTo(ports: readonly number[]): Promise<() => Promise<void>> {
  await beforeLocal();
  const ofPort = (verb: 'add' | 'del', port: number) => [
    ...['rule', verb, 'priority', rulePriority, 'ipproto', 'tcp'],
    ...['dport', String(port), 'blackhole'],
  ];
  for (const port of ports) await run('ip', ofPort('add', port));
  return async () => {
    for (const port of ports) await run('ip', ofPort('del', port));
  };
}

/** The kernel asks the table of its own addresses first; let it ask ours before. */
async function beforeLocal(): Promise<void> {
  const { stdout } = await run('ip', ['rule']);
  if (!/^0:/m.test(stdout)) return;
  await run('ip', ['rule', 'add', 'from', 'all', 'lookup', 'local', 'priority', localPriority]);
  await run('ip', ['rule', 'del', 'priority', '0']);
}
