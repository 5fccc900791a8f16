import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalSecretError, localSecrets } from './local-secrets.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'redress-secrets-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const unused = { isInUse: false };
const inUse = { isInUse: true };

describe('the keys of a data directory', () => {
  it('are made once, differ from each other, and stay', async () => {
    const first = await localSecrets(directory, unused);
    expect(first.masterKey).toHaveLength(32);
    expect(first.edgeSecret).not.toEqual(first.masterKey);
    expect(await localSecrets(directory, inUse)).toEqual(first);
  });

  it('are readable by their owner alone, also after somebody has opened them to others', async () => {
    await localSecrets(directory, unused);
    const path = join(directory, 'master.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await localSecrets(directory, inUse);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('are not replaced when one was cut off', async () => {
    await localSecrets(directory, unused);
    const path = join(directory, 'master.key');
    writeFileSync(path, 'short');
    await expect(localSecrets(directory, inUse)).rejects.toThrow(LocalSecretError);
    expect(await readFile(path, 'utf8')).toBe('short');
  });

  it('are not made anew where a database was written with the one that is gone', async () => {
    await localSecrets(directory, unused);
    rmSync(join(directory, 'master.key'));
    await expect(localSecrets(directory, inUse)).rejects.toThrow(/--fresh/);
    expect(() => statSync(join(directory, 'master.key'))).toThrow();
  });
});
