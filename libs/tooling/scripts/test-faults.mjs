#!/usr/bin/env node
/**
 * Behind `npm run test:faults`: installs what is missing, builds what is stale, and breaks the
 * distributed product on purpose. Where the machine lets us, it all happens in a network namespace of
 * its own, in which a rule may drop what goes to Kafka. Built-ins only, because a fresh clone may run
 * it first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { repositoryRoot } from './prepare.mjs';

const program = 'apps/faults/dist/main.js';
const args = process.argv.slice(2);

if (!mayUnshare()) {
  process.exitCode = await launch(program, args);
} else {
  // Outside of it only what needs the network of others: Kafka, the first time.
  const prepared = await launch(program, ['--prepare']);
  process.exitCode = prepared === 0 ? await runInside() : prepared;
}

/** A namespace, its loopback up, and a rule: all three are asked for, and none of them stays. */
function mayUnshare() {
  const probe = 'ip link set lo up && ip rule add ipproto tcp dport 9 blackhole';
  return spawnSync('unshare', ['-n', 'sh', '-c', probe], { stdio: 'ignore' }).status === 0;
}

/** @returns {Promise<number>} the exit code */
function runInside() {
  const script = 'ip link set lo up && exec "$@"';
  const command = [process.execPath, join(repositoryRoot, program), '--own-network', ...args];
  const child = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // One request to stop each, and it is ours to pass on.
    detached: true,
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => child.kill('SIGTERM'));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
    );
  });
}
