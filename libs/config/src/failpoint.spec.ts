import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';
import { type Failpoint, failpointNames, failpointsAt, readFailpoints } from './failpoint.js';
import { readConfig } from './read-config.js';

const libs = join(__dirname, '../..');

/** Calls of a failpoint in what is shipped, by name. */
function callSites(): readonly string[] {
  return readdirSync(libs, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/src\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts'))
    .flatMap((path) => [
      ...readFileSync(join(libs, path), 'utf8').matchAll(/\bfailpoint\('([a-z-]+)'\)/g),
    ])
    .map(([, name = '']) => name);
}

describe('failpoints', () => {
  it('reads several, and says what is wrong with any', () => {
    const text = 'log-read:3:kill,timer-claimed:1:tell';
    expect(readFailpoints({ REDRESS_FAILPOINT: text })).toEqual([
      { name: 'log-read', nth: 3, action: 'kill' },
      { name: 'timer-claimed', nth: 1, action: 'tell' },
    ]);
    for (const bad of ['log-read', 'log-read:0:kill', 'nothing:1:kill', 'log-read:1:stop', ',']) {
      expect(readFailpoints({ REDRESS_FAILPOINT: bad })).toMatchObject({
        variable: 'REDRESS_FAILPOINT',
      });
    }
    expect([readFailpoints({}), readFailpoints({ REDRESS_FAILPOINT: '' })]).toEqual([[], []]);
  });

  it('is refused in production, and nowhere else', () => {
    const env = { REDRESS_FAILPOINT: 'log-read:1:kill' };
    expect(() => readConfig({}, env)).not.toThrow();
    expect(() => readConfig({}, { ...env, NODE_ENV: 'production' })).toThrow(ConfigError);
    expect(() => readConfig({}, { REDRESS_FAILPOINT: 'x', NODE_ENV: 'test' })).toThrow(ConfigError);
  });

  it('acts at the nth time, once, and at no other step', () => {
    const acted: string[] = [];
    const point: Failpoint = { name: 'log-read', nth: 2, action: 'tell' };
    const step = failpointsAt([point], ({ name }) => acted.push(name));
    step('log-read');
    step('record-produced');
    expect(acted).toEqual([]);
    step('log-read');
    step('log-read');
    expect(acted).toEqual(['log-read']);
  });

  it('is a step that something takes, each in one place', () => {
    expect([...callSites()].sort()).toEqual([...failpointNames].sort());
  });
});
