import { childrenIn } from './child-processes.js';

it('finds what a process has started, without what has ended or belongs to others', () => {
  const table = `
      1     0 init
     10     1 node launcher.js
     11    10 node apps/intake/dist/main.js
     12    10 [node] <defunct>
     13    11 worker`;
  expect(childrenIn(table, 10)).toEqual([{ pid: 11, command: 'node apps/intake/dist/main.js' }]);
});
