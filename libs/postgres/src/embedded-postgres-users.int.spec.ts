import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asUser, end, endAll, ownerProcess, sql } from '../test/owner-process.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { NOBODY_UID } from './launch-command.js';
import { locatePrograms } from './postgres-programs.js';
import { removeDataDirectory } from './remove-data-directory.js';

// Real here: users, folders that are closed to them, the npm binaries.

let home: string;
let dataDir: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'redress-launcher-'));
  dataDir = join(home, 'data');
});

afterEach(async () => {
  await endAll();
  await removeDataDirectory(dataDir);
  await rm(home, { recursive: true, force: true });
});

const isRoot = process.geteuid?.() === 0;
const normalUid = isRoot ? NOBODY_UID : (process.geteuid?.() ?? 0);

describe('an embedded PostgreSQL of a normal user', () => {
  it('works, and belongs to that user', async () => {
    await mkdir(dataDir);
    await chown(dataDir, normalUid, normalUid);
    await chmod(home, 0o755);
    const { child, report } = await ownerProcess([dataDir], isRoot ? asUser(normalUid) : []);
    expect(report).not.toHaveProperty('error');
    expect((await stat(join(dataDir, 'cluster'))).uid).toBe(normalUid);
    expect(await sql(report.connection ?? {}, 'select 1 as one')).toEqual([{ one: 1 }]);
    await end(child);
  });
});

// Only root can become others, so these exist for root only.
if (isRoot) {
  describe('an embedded PostgreSQL among several users', () => {
    it('says so when the directory belongs to somebody else', async () => {
      await mkdir(dataDir);
      const { report } = await ownerProcess([dataDir], asUser(NOBODY_UID));
      expect(report.code).toBe('DATA_DIR_NOT_WRITABLE');

      await (await startEmbeddedPostgres({ dataDir })).stop();
      await chown(join(dataDir, 'cluster'), 1, 1);
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
        code: 'DATA_DIR_WRONG_OWNER',
        message: expect.stringContaining('belongs to uid 1,'),
      });
    });

    it('says so when the user has no name', async () => {
      const nameless = 54321;
      expect(spawnSync('id', ['-un', String(nameless)]).status).not.toBe(0);
      await mkdir(dataDir);
      await chown(dataDir, nameless, nameless);
      await chmod(home, 0o755);
      const { report } = await ownerProcess([dataDir], asUser(nameless));
      expect(report.code).toBe('USER_NOT_SUPPORTED');
    });

    it('works for root from a home that others cannot enter, programs included', async () => {
      await chmod(home, 0o700);
      const native = dirname(dirname(locatePrograms().postgres));
      await cp(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
      const { report } = await ownerProcess([dataDir, join(home, 'native/bin')]);
      expect(report).not.toHaveProperty('error');
      expect(await sql(report.connection ?? {}, 'select 1 as one')).toEqual([{ one: 1 }]);
    });
  });
}
