import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSocketDirectory, socketDirectory } from './socket-directory.js';

describe('socketDirectory', () => {
  it('is the same for the same user and data, and another one otherwise', () => {
    const folder = socketDirectory('/data/a', 1000, '/tmp');
    expect(socketDirectory('/data/a', 1000, '/tmp')).toBe(folder);
    expect(socketDirectory('/data/b', 1000, '/tmp')).not.toBe(folder);
    expect(socketDirectory('/data/a', 1001, '/tmp')).not.toBe(folder);
  });

  it('keeps the path of the socket within what a kernel takes', () => {
    const deep = `/${'long/'.repeat(30)}`;
    expect(socketDirectory('/data/a', 1000, deep)).toMatch(/^\/tmp\/redress-1000-/);
    const macos = '/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T';
    expect(socketDirectory('/data/a', 501, macos)).toContain(macos);
  });
});

describe('openSocketDirectory', () => {
  const parent = mkdtempSync(join(tmpdir(), 'redress-sockets-'));
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('removes what killed processes have left empty, and nothing else', () => {
    const uid = process.geteuid?.() ?? 0;
    const folder = (data: string, of = uid) => socketDirectory(data, of, parent);
    const [ours, empty, busy, fresh] = ['/data/a', '/data/b', '/data/c', '/data/d'].map((data) =>
      folder(data),
    ) as [string, string, string, string];
    const strange = folder('/data/b', uid + 1);
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const each of [ours, empty, busy, strange]) {
      mkdirSync(each, { mode: 0o700 });
      if (each === busy) writeFileSync(join(busy, '.s.PGSQL.5432'), '');
      utimesSync(each, hourAgo, hourAgo);
    }
    mkdirSync(fresh);
    openSocketDirectory(ours, uid);
    const left = readdirSync(parent).map((name) => join(parent, name));
    expect(left.sort()).toEqual([ours, busy, fresh, strange].sort());
  });
});
