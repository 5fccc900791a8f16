import { rmSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.js';
import { processStart } from './process-table.js';

/** This process owns a folder until it releases it or ends. */
export interface FolderClaim {
  /** Synchronous, so that it also works while the process is exiting. */
  release(): void;
}

const OWNER_FILE = /^owner-(\d+)\.json$/;
const ATTEMPTS_MAX = 4;

/**
 * Takes a folder for this process, or says who has it.
 *
 * Every claimant has a file of its own, `owner-<pid>.json` with the start of its process, puts it
 * down first and looks at the others afterwards. So of two that start together at least one sees
 * the other, and the file of a dead process can be removed without ever removing that of a live
 * one, which a single shared file cannot promise. A tie is settled by chance.
 *
 * @returns the claim, or the pid of the live owner, which may be this very process
 */
export async function claimFolder(folder: string): Promise<FolderClaim | { rival: number }> {
  const mine = join(folder, `owner-${process.pid}.json`);
  for (let attempt = 1; ; attempt += 1) {
    let rival = (await putDown(mine)) ? undefined : process.pid;
    if (rival === undefined) {
      rival = await liveOwner(folder, process.pid);
      if (rival === undefined) return { release: () => rmSync(mine, { force: true }) };
      await rm(mine, { force: true });
    }
    if (attempt === ATTEMPTS_MAX || rival === process.pid) return { rival };
    await sleep(20 + Math.random() * 60);
  }
}

/**
 * The process that owns a folder at this moment.
 *
 * @returns its pid, or undefined when there is none (also when the folder does not exist)
 */
export async function folderOwner(folder: string): Promise<number | undefined> {
  return liveOwner(folder, undefined);
}

/** Creates our file; false when this very process owns the folder already. */
async function putDown(file: string): Promise<boolean> {
  const startedAt = processStart(process.pid);
  const content = `${JSON.stringify({ pid: process.pid, startedAt })}\n`;
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (await isLive(file, process.pid)) return false;
    // Left by a dead process that had our number: nobody else will ever write this name.
    await writeFile(file, content);
  }
  return true;
}

/** The pid of a live owner other than `except`; files of dead owners are removed on the way. */
async function liveOwner(folder: string, except: number | undefined) {
  for (const name of await filesIn(folder)) {
    const pid = Number(OWNER_FILE.exec(name)?.[1]);
    if (!Number.isInteger(pid) || pid === except) continue;
    if (await isLive(join(folder, name), pid)) return pid;
    // Only a claimant clears up: who merely asks leaves things as they are.
    if (except !== undefined) await rm(join(folder, name), { force: true });
  }
  return undefined;
}

async function isLive(file: string, pid: number): Promise<boolean> {
  const startedNow = processStart(pid);
  if (startedNow === undefined) return false;
  const recorded = startIn(await readFile(file, 'utf8').catch(() => ''));
  // No record: the owner is just writing it.
  return recorded === undefined || recorded === startedNow;
}

function startIn(content: string): string | undefined {
  return /"startedAt":"([^"]+)"/.exec(content)?.[1];
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
