import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * One Ctrl-C reaches us several times: from the terminal, which signals its whole process group,
 * and from npm, which passes it on. Only what comes later than this is a second wish of the user.
 */
const sameRequestMs = 1_000;
const lifeline = new URL('./lifeline.mjs', import.meta.url).href;

/**
 * Runs a Node program in the foreground as a process group of its own, so that it gets each
 * request to stop once, and not before we know of it. The first SIGINT, SIGTERM or SIGHUP is
 * passed on as it is; another one more than a second later kills the program. Should this process
 * be killed, the program is told to stop by its lifeline.
 *
 * @param {string[]} args the program and its arguments
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function superviseNode(args) {
  const child = spawn(process.execPath, ['--import', lifeline, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  let stopRequestedAt = Number.NaN;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    if (Number.isNaN(stopRequestedAt)) {
      stopRequestedAt = performance.now();
      child.kill(signal);
    } else if (performance.now() - stopRequestedAt > sameRequestMs) {
      child.kill('SIGKILL');
    }
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, onSignal);
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
    );
  });
}
