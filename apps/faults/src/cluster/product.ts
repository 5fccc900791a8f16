import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Environment, inheritedEnvironment } from '@redress/config';
import type { ServiceName } from '@redress/contracts';
import { freePorts } from '@redress/servers';
import { childrenOf } from './child-processes.js';

/** Where the product listens. */
export interface Addresses {
  readonly url: string;
  readonly operationsUrl: string;
}

/** The product as its users run it: a launcher, five services and a gateway, each a process. */
export interface Product extends Addresses {
  /** Starts it, with these variables beside those it always gets, and waits until it is ready. */
  start(more?: Environment): Promise<void>;
  /** Lets it end in order. */
  stop(): Promise<void>;
  /** The processes of a service. */
  processesOf(service: ServiceName): Promise<readonly number[]>;
  /** True while all five services say that they can work. */
  isReady(): Promise<boolean>;
  /** All that it has printed. */
  printed(): string;
}

const program = fileURLToPath(new URL('../../../distributed/dist/main.js', import.meta.url));
const startMaxMs = 180_000;
const lookEveryMs = 50;

/** Makes a product that keeps its log and its keys in a folder. Nothing is started. */
export async function productIn(folder: string, env: Environment): Promise<Product> {
  const [port = 0, operationsPort = 0] = await freePorts(2);
  const logFile = join(folder, 'product.log');
  writeFileSync(logFile, '');
  const printed = () => readFileSync(logFile, 'utf8');
  const url = `http://127.0.0.1:${port}`;
  let launcher: ChildProcess | undefined;

  async function untilReady(child: ChildProcess, from: number): Promise<void> {
    const until = performance.now() + startMaxMs;
    while (!printed().slice(from).includes('Redress is ready at')) {
      const hasEnded = child.exitCode !== null || child.signalCode !== null;
      if (hasEnded || performance.now() > until) {
        throw new Error(`the product did not start:\n${printed().slice(from)}`);
      }
      await sleep(lookEveryMs);
    }
  }

  return {
    url,
    operationsUrl: `http://127.0.0.1:${operationsPort}`,
    printed,
    async start(more = {}) {
      const from = printed().length;
      const log = openSync(logFile, 'a');
      launcher = spawn(process.execPath, [program], {
        // With a channel: it stops by itself when we are gone.
        stdio: ['ignore', log, log, 'ipc'],
        env: inheritedEnvironment({
          ...env,
          ...more,
          REDRESS_DATA_DIR: folder,
          REDRESS_PORT: String(port),
          REDRESS_OPERATIONS_PORT: String(operationsPort),
          REDRESS_LOG_LEVEL: 'warn',
        }),
      });
      closeSync(log);
      await untilReady(launcher, from);
    },
    async stop() {
      const child = launcher;
      launcher = undefined;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
    async processesOf(service) {
      const { pid } = launcher ?? {};
      if (pid === undefined) return [];
      const script = `apps/${service}/dist/main.js`;
      return (await childrenOf(pid)).flatMap((each) =>
        each.command.includes(script) ? [each.pid] : [],
      );
    },
    async isReady() {
      const response = await fetch(`${url}/health/ready`, {
        signal: AbortSignal.timeout(2_000),
      }).catch(() => undefined);
      await response?.body?.cancel();
      return response?.status === 200;
    },
  };
}
