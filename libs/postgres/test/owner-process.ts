import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { spawnTypeScript } from '@redress/testing';
import { Client, type PoolConfig } from 'pg';

const started: ChildProcess[] = [];

/** Runs statements one after the other; the rows of all of them. */
export async function sql(connection: PoolConfig, ...statements: string[]): Promise<unknown[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    const rows: unknown[] = [];
    for (const statement of statements) rows.push(...(await client.query(statement)).rows);
    return rows;
  } finally {
    await client.end();
  }
}

/** What an owner says of itself: its server, or why there is none. */
export interface OwnerReport {
  readonly pid?: number;
  readonly connection?: PoolConfig;
  readonly code?: string;
  readonly error?: string;
}

/**
 * A Node process that owns a server, or could not start one.
 *
 * @param args the data directory, and optionally the folder of the programs
 * @param prefix starts it as somebody else: {@link asUser}
 */
export async function ownerProcess(args: string[], prefix: string[] = []) {
  const child = run('owner.main.ts', args, prefix);
  return { child, report: await reportOf(child) };
}

/** What another script of this folder reports. */
export async function report(script: string, args: string[]): Promise<OwnerReport> {
  return reportOf(run(script, args));
}

/** A process that has nothing to do with PostgreSQL. */
export async function stranger(prefix: string[] = []): Promise<ChildProcess> {
  const child = run('stranger.main.ts', [], prefix);
  await once(child, 'spawn');
  return child;
}

function run(script: string, args: string[], prefix: string[] = []): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawnTypeScript(path, { args, prefix });
  started.push(child);
  return child;
}

async function reportOf(child: ChildProcess): Promise<OwnerReport> {
  if (child.stdout === null) throw new Error('stdout is a pipe');
  for await (const line of createInterface(child.stdout)) return JSON.parse(line);
  throw new Error('the process ended without a word');
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Lets a process stop its server and leave. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

/** Ends every process that a test has started and left running. */
export async function endAll(): Promise<void> {
  for (const child of started.splice(0)) await end(child);
}

/** Runs a program as another user who may read everything, so that the checkout can lie anywhere. */
export function asUser(uid: number): string[] {
  const only = '-all,+dac_read_search';
  return [
    ...['/usr/bin/setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'],
    ...['--securebits=+no_setuid_fixup', `--inh-caps=${only}`],
    ...[`--ambient-caps=${only}`, `--bounding-set=${only}`],
  ];
}
