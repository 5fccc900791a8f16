import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a spec files of its own, which are gone when it has run. */
export function temporaryFiles(): (content: string | Buffer) => string {
  const folder = mkdtempSync(join(tmpdir(), 'redress-cli-'));
  let count = 0;
  afterAll(() => rmSync(folder, { recursive: true }));
  return (content) => {
    count += 1;
    const path = join(folder, `${count}.txt`);
    writeFileSync(path, content);
    return path;
  };
}
