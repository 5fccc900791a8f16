import { PostgresStartError } from './postgres-start.error.js';
import { startErrorFrom, startErrorOf } from './start-failure.js';

describe('start failure', () => {
  it.each([
    ['FATAL: could not write: No space left on device', 'DISK_FULL'],
    ['initdb: error: could not look up effective user ID 4711', 'USER_NOT_SUPPORTED'],
    ['could not create directory "/x": Permission denied', 'DATA_DIR_NOT_WRITABLE'],
    ['could not open "/x": Read-only file system', 'DATA_DIR_NOT_WRITABLE'],
    ['FATAL: something new', 'START_FAILED'],
  ])('reads "%s" as %s and shows it', (output, code) => {
    const error = startErrorFrom('PostgreSQL', output);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(output);
  });

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EACCES', 'DATA_DIR_NOT_WRITABLE'],
    ['EROFS', 'DATA_DIR_NOT_WRITABLE'],
    ['ENOTDIR', 'DATA_DIR_NOT_WRITABLE'],
  ])('reads %s of the file system as %s', (errno, code) => {
    const cause = Object.assign(new Error(`${errno}: mkdir`), { code: errno });
    expect(startErrorOf(cause, '/data')).toMatchObject({ code, cause });
  });

  it('leaves other errors alone', () => {
    const bug = new TypeError('x is undefined');
    const known = new PostgresStartError('DISK_FULL', 'full');
    expect(startErrorOf(bug, '/data')).toBe(bug);
    expect(startErrorOf(known, '/data')).toBe(known);
  });
});
