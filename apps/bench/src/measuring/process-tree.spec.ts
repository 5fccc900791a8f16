import { processTree, treeCpuMicros } from './process-tree.js';

const isLinux = process.platform === 'linux';

describe('a tree of processes', () => {
  it('has its root with the CPU time that it has used', () => {
    const [root] = processTree(process.pid);
    if (!isLinux) return expect(root).toBeUndefined();
    expect(root).toMatchObject({ pid: process.pid, command: expect.stringContaining('node') });
    return expect(
      treeCpuMicros(process.pid, (command) => command.includes('node')),
    ).toBeGreaterThan(0);
  });

  it('of nobody, or of those who are not meant, costs what is not known', () => {
    expect(treeCpuMicros(0, () => true)).toBeNaN();
    expect(treeCpuMicros(process.pid, () => false)).toBeNaN();
  });
});
