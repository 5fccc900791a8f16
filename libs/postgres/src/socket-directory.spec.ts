import { socketDirectory } from './socket-directory.js';

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
