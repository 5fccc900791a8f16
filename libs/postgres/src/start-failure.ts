import { errorCode } from '@redress/servers';
import { PostgresStartError, type PostgresStartErrorCode } from './postgres-start.error.js';

const BY_OUTPUT: readonly (readonly [RegExp, PostgresStartErrorCode, string])[] = [
  [/No space left on device|disk quota exceeded/i, 'DISK_FULL', 'Free some space and start again.'],
  [
    /could not look up effective user ID/,
    'USER_NOT_SUPPORTED',
    'The user id we run as has no name on this system: add it to /etc/passwd, or start as ' +
      'another user.',
  ],
  [
    /Permission denied|Operation not permitted|Read-only file system/,
    'DATA_DIR_NOT_WRITABLE',
    'Give this user the data directory, or choose another one.',
  ],
];

const BY_ERRNO: Readonly<Record<string, PostgresStartErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EACCES: 'DATA_DIR_NOT_WRITABLE',
  EPERM: 'DATA_DIR_NOT_WRITABLE',
  EROFS: 'DATA_DIR_NOT_WRITABLE',
  EEXIST: 'DATA_DIR_NOT_WRITABLE',
  ENOTDIR: 'DATA_DIR_NOT_WRITABLE',
};

const OUTPUT_LINES_MAX = 12;

/** The error for a PostgreSQL program that ended early, from what it wrote. */
export function startErrorFrom(program: string, output: string): PostgresStartError {
  const said = output.trim().split('\n').slice(-OUTPUT_LINES_MAX).join('\n');
  const known = BY_OUTPUT.find(([pattern]) => pattern.test(output));
  const [, code, advice] = known ?? [undefined, 'START_FAILED' as const, ''];
  return new PostgresStartError(code, `${program} failed. ${advice}\n${said}`.trim());
}

/** The error for a failed call to the file system; errors of other kinds come back as they are. */
export function startErrorOf(cause: unknown, dataDir: string): unknown {
  const code = BY_ERRNO[errorCode(cause) ?? ''];
  if (code === undefined) return cause;
  return new PostgresStartError(code, `${dataDir} cannot be used: ${cause}`, { cause });
}
