import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';

// Jest compiles this file but loads its imports by Node's own rules, which know neither the
// `source` condition nor `./x.js` for `x.ts`: so it imports Node's modules only, and the servers run
// in processes that can load our sources.

const KINDS = ['postgres', 'kafka', 'redis'];
const SOCKET = /^redress-jest-(?:[a-z]+-)?(\d+)\.sock$/;

/**
 * One server of each kind for all suites of a run, started when the first of them asks for it: a
 * run of unit tests pays nothing. Suites reach us through the socket that `JEST_<KIND>_SOCKET` names
 * (the names have no REDRESS_ in front, because a service refuses variables of that kind it does
 * not know).
 *
 * Jest wants a default export here.
 */
export default async function setUp(): Promise<void> {
  removeDeadSockets();
  const stops: (() => Promise<void>)[] = [];
  for (const kind of KINDS) stops.push(await offer(kind));
  Reflect.set(globalThis, Symbol.for('redress.jest-servers.stop'), async () => {
    await Promise.all(stops.map((stop) => stop()));
  });
}

/** Listens for suites that ask for a server of this kind. Returns how to stop listener and server. */
async function offer(kind: string): Promise<() => Promise<void>> {
  let keeper: ChildProcess | undefined;
  let answer: Promise<string> | undefined;
  const server: Server = createServer((socket) => {
    keeper ??= spawnKeeper(kind);
    answer ??= firstLineOf(keeper, kind);
    void answer.then((line) => reply(socket, line));
  });
  const path = join(tmpdir(), `redress-jest-${kind}-${process.pid}.sock`);
  server.listen(path);
  await once(server, 'listening');
  // Neither the socket nor the server behind it may keep a finished run alive.
  server.unref();
  process.env[`JEST_${kind.toUpperCase()}_SOCKET`] = path;
  return async () => {
    server.close();
    if (keeper === undefined || keeper.exitCode !== null) return;
    keeper.ref();
    const ended = once(keeper, 'exit');
    keeper.stdin?.end();
    await ended;
  };
}

function spawnKeeper(kind: string): ChildProcess {
  const loader = new URL('./typescript-loader.mjs', import.meta.url).href;
  const script = fileURLToPath(new URL(`./${kind}-keeper.main.ts`, import.meta.url));
  return spawn(process.execPath, ['--conditions=source', `--import=${loader}`, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** One line of JSON; an error in the same form when the process ends without a line. */
async function firstLineOf(keeper: ChildProcess, kind: string): Promise<string> {
  if (keeper.stdout === null) throw new Error('stdout of the keeper is a pipe');
  for await (const line of createInterface(keeper.stdout)) {
    keeper.unref();
    for (const stream of [keeper.stdin, keeper.stdout]) (stream as Socket | null)?.unref();
    return line;
  }
  return JSON.stringify({ error: `the process that starts ${kind} ended without a word` });
}

function reply(socket: Socket, line: string): void {
  // A worker that went away before its answer came is none of our business.
  socket.on('error', () => socket.destroy());
  socket.end(line);
}

/** A run that was killed leaves its sockets; its number is in their names. */
function removeDeadSockets(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(SOCKET.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(tmpdir(), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
