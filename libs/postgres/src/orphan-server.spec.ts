import { isServerOf } from './orphan-server.js';

describe('isServerOf', () => {
  const command = '/x/postgres -D /data/cluster -c fsync=on';

  it('recognises a server by the folder on its command line', () => {
    expect(isServerOf(command, '/data/cluster')).toBe(true);
    expect(isServerOf('/x/postgres -D /data/cluster', '/data/cluster')).toBe(true);
  });

  it('never takes a stranger for ours', () => {
    expect(isServerOf(command, '/data/clus')).toBe(false);
    expect(isServerOf(command, '/other/data/cluster')).toBe(false);
    expect(isServerOf('vim /data/cluster/postgresql.conf', '/data/cluster')).toBe(false);
    expect(isServerOf(undefined, '/data/cluster')).toBe(false);
  });
});
