import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The keys of one data directory. Whoever has them and the database can read everything. */
export interface LocalSecrets {
  /** Wraps the keys of the tenants; 32 bytes. Lost, no personal text can ever be read again. */
  readonly masterKey: Uint8Array;
  /** Keys idempotency and cursors; 32 bytes. */
  readonly edgeSecret: Uint8Array;
}

const bytes = 32;

/** A key is not what the data directory needs; only a person can mend that. */
export class LocalSecretError extends Error {}

/**
 * The keys in the data directory, readable by the owner alone, made on first use. Throws
 * LocalSecretError when a file has another length, or when `isInUse` says that a database was
 * written with a master key that is no longer there: neither is replaced in silence.
 */
export async function localSecrets(
  dataDirectory: string,
  { isInUse }: { isInUse: boolean },
): Promise<LocalSecrets> {
  await mkdir(dataDirectory, { recursive: true });
  return {
    masterKey: await secretIn(join(dataDirectory, 'master.key'), { mayMake: !isInUse }),
    edgeSecret: await secretIn(join(dataDirectory, 'edge.key'), { mayMake: true }),
  };
}

async function secretIn(path: string, { mayMake }: { mayMake: boolean }): Promise<Uint8Array> {
  if (!mayMake && !existsSync(path)) {
    throw new LocalSecretError(
      `${path} is missing, and without it no text in the database beside it can be read. ` +
        'Restore it, or start over with --fresh.',
    );
  }
  try {
    await writeFile(path, randomBytes(bytes), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o600);
  const secret = await readFile(path);
  if (secret.length !== bytes) {
    throw new LocalSecretError(
      `${path} has ${secret.length} bytes instead of ${bytes}: restore it`,
    );
  }
  return secret;
}

function isExisting(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'EEXIST';
}
