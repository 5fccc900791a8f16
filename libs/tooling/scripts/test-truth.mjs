#!/usr/bin/env node
/**
 * Behind `npm run test:truth [-- WALKS]`: the comparison of all forms of the product that `npm test`
 * makes with 50 walks, here with 1,000. Built-ins only, because a fresh clone may run it first.
 */
import { launch } from './launch.mjs';

const [walks = '1000', ...more] = process.argv.slice(2);

if (!/^[1-9]\d{0,4}$/.test(walks) || more.length > 0) {
  console.error('test:truth takes the number of walks, 1,000 by default');
  process.exitCode = 2;
} else {
  process.env['REDRESS_TRUTH_WALKS'] = walks;
  process.exitCode = await launch('node_modules/jest/bin/jest.js', [
    ...['--config', 'libs/tooling/jest.config.mjs', '--selectProjects', 'whole'],
    ...['--testPathPatterns', 'apps/standalone/test/truth'],
    // Also because a worker would load the lifeline of this process, and end at once.
    '--runInBand',
  ]);
}
