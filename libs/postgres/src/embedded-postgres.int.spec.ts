import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  asUser,
  endAll,
  kill,
  ownerProcess,
  report,
  sql,
  stranger,
} from '../test/owner-process.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { launchCommand, NOBODY_UID, thisHost } from './launch-command.js';
import { locatePrograms } from './postgres-programs.js';
import { processStart } from '@redress/servers';
import { removeDataDirectory } from './remove-data-directory.js';
import { serverSettings } from './server-settings.js';
import { socketDirectory } from './socket-directory.js';

// Real here: the npm binaries, processes that are killed, the file system. Nothing is simulated.

const host = thisHost();

let template: string;
let home: string;
let dataDir: string;
const servers: EmbeddedPostgres[] = [];

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'redress-launcher-'));
  await (await startEmbeddedPostgres({ dataDir: join(template, 'data') })).stop();
});

afterAll(() => rm(template, { recursive: true, force: true }));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'redress-launcher-'));
  dataDir = join(home, 'data');
});

afterEach(async () => {
  await endAll();
  for (const server of servers.splice(0)) await server.stop();
  await removeDataDirectory(dataDir);
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  servers.push(server);
  return server;
}

describe('an embedded PostgreSQL', () => {
  // A copy of a fresh server: initdb with its fsync takes longer than everything else together.
  beforeEach(() => {
    expect(spawnSync('cp', ['-a', join(template, 'data'), dataDir]).status).toBe(0);
  });

  it('keeps data between starts, with fsync on and no network', async () => {
    const first = await start();
    await sql(first.connection, 'create table kept (n int)', 'insert into kept values (7)');
    await first.stop();
    expect(await first.exited).toEqual({ code: 0, signal: null });

    const second = await start();
    expect(await sql(second.connection, 'select n from kept')).toEqual([{ n: 7 }]);
    expect(
      await sql(
        second.connection,
        'show fsync',
        'show synchronous_commit',
        'show full_page_writes',
        'show listen_addresses',
      ),
    ).toEqual([
      { fsync: 'on' },
      { synchronous_commit: 'on' },
      { full_page_writes: 'on' },
      { listen_addresses: '' },
    ]);
    expect((await stat(second.connection.host ?? '')).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing but the data behind when it stops', async () => {
    const server = await start();
    await server.stop();
    await server.stop();
    expect((await readdir(dataDir)).sort()).toEqual(['cluster', 'server.log']);
    await expect(stat(server.connection.host ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a directory that another live process owns, and names it', async () => {
    const { child } = await ownerProcess([dataDir]);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`process ${child.pid}`),
    });
  });

  it('refuses a directory that this process owns already', async () => {
    await start();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`this process (pid ${process.pid})`),
    });
  });

  it('lets exactly one of several win that start at once', async () => {
    const starts = await Promise.all([1, 2, 3].map(() => ownerProcess([dataDir])));
    const codes = starts.map((start) => start.report.code ?? 'started').sort();
    // Two that see each other may both step back for good only if a third one has won.
    expect(codes).toEqual(['DATA_DIR_IN_USE', 'DATA_DIR_IN_USE', 'started']);
  });

  it('recovers after SIGKILL of the server', async () => {
    const first = await start();
    await sql(first.connection, 'create table kept (n int)', 'insert into kept values (1)');
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const second = await start();
    expect(await sql(second.connection, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('recovers after SIGKILL of the process that owned it, whose server ends too', async () => {
    const { child, report: owned } = await ownerProcess([dataDir]);
    const { connection = {}, pid = 0 } = owned;
    await sql(connection, 'create table kept (n int)', 'insert into kept values (2)');
    await kill(child);
    // At once: the old server may still be shutting down.
    const second = await start();
    expect(processStart(pid)).toBeUndefined();
    expect(await sql(second.connection, 'select n from kept')).toEqual([{ n: 2 }]);
  });

  it('recovers after SIGKILL of both at once', async () => {
    const { child, report: owned } = await ownerProcess([dataDir]);
    const { connection = {}, pid = 0 } = owned;
    await sql(connection, 'create table kept (n int)', 'insert into kept values (3)');
    process.kill(pid, 'SIGKILL');
    await kill(child);
    const second = await start();
    expect(await sql(second.connection, 'select n from kept')).toEqual([{ n: 3 }]);
  });

  it('stops an orphan that outlived its owner', async () => {
    // As on systems without pdeathsig: a server on our directory that is nobody's business.
    const cluster = join(dataDir, 'cluster');
    const command = launchCommand(host, locatePrograms().postgres, [
      ...['-D', cluster],
      ...serverSettings(home, false),
    ]);
    const args = command.args.filter((arg) => !arg.startsWith('--pdeathsig'));
    const orphan = spawn(command.file, args, { detached: true, stdio: 'ignore', cwd: '/' });
    const ended = once(orphan, 'exit');
    while (!existsSync(join(home, '.s.PGSQL.5432'))) await sleep(10);
    const server = await start();
    // A fast stop: it wrote everything down.
    expect(await ended).toEqual([0, null]);
    expect(await sql(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts although the number in a stale pid file belongs to a stranger now', async () => {
    const { child, report: owned } = await ownerProcess([dataDir]);
    process.kill(owned.pid ?? 0, 'SIGKILL');
    await kill(child);
    while (!(processStart(owned.pid ?? 0) === undefined)) await sleep(10);
    const pidFile = join(dataDir, 'cluster/postmaster.pid');
    // PostgreSQL overlooks strangers of another user, so the stranger runs as its own user.
    const other = await stranger(host.uid === 0 ? asUser(NOBODY_UID) : []);
    const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
    await writeFile(pidFile, [other.pid, ...rest].join('\n'));
    const server = await start();
    expect(await sql(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(other.exitCode).toBeNull();
  });

  it('does not take half an initdb for a cluster', async () => {
    await removeDataDirectory(dataDir);
    await mkdir(join(dataDir, 'cluster.new/base'), { recursive: true });
    await writeFile(join(dataDir, 'cluster.new/PG_VERSION'), '18\n');
    const server = await start();
    expect(await sql(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(dataDir)).not.toContain('cluster.new');
  });

  it('refuses data of another major version, untouched, with a way out', async () => {
    const versionFile = join(dataDir, 'cluster/PG_VERSION');
    await writeFile(versionFile, '17\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'DATA_DIR_VERSION_MISMATCH',
      message: expect.stringMatching(/PostgreSQL 17.*PostgreSQL 18.*release that wrote it/s),
    });
    await writeFile(versionFile, '18\n');
    await start();
  });

  it('refuses a socket folder that others may enter', async () => {
    const folder = socketDirectory(await realpath(dataDir), host.uid);
    await mkdir(folder, { mode: 0o755 });
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'SOCKET_DIR_NOT_SAFE',
      message: expect.stringContaining(folder),
    });
  });

  it('refuses to start from a worker thread, whose end would stop it', async () => {
    expect((await report('in-thread.main.ts', [dataDir])).code).toBe('NOT_MAIN_THREAD');
  });

  it('is removed with everything it made, and nothing else', async () => {
    const server = await start();
    await expect(removeDataDirectory(dataDir)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    await server.stop();
    await writeFile(join(dataDir, 'notes.txt'), 'mine');
    await removeDataDirectory(dataDir);
    expect(await readdir(dataDir)).toEqual(['notes.txt']);
    await rm(join(dataDir, 'notes.txt'));
    await removeDataDirectory(dataDir);
    expect(await readdir(home)).toEqual([]);
  });

  it('refuses a path that is a file', async () => {
    const file = join(home, 'file');
    await writeFile(file, 'something else');
    await expect(startEmbeddedPostgres({ dataDir: file })).rejects.toMatchObject({
      code: 'DATA_DIR_NOT_WRITABLE',
    });
  });

  it('shows the log of the server when it does not come up, and lets the directory go', async () => {
    const conf = join(dataDir, 'cluster/postgresql.conf');
    const good = await readFile(conf, 'utf8');
    await writeFile(conf, `${good}\nno_such_setting = 1\n`);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('no_such_setting'),
    });
    await writeFile(conf, good);
    await start();
  });
});
