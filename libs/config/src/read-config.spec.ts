import { inspect } from 'node:util';
import {
  ConfigError,
  commonSettings,
  enumOf,
  exampleEnv,
  flag,
  hostPorts,
  int,
  path,
  port,
  readConfig,
  secret,
  url,
  urls,
} from './index.js';

const described = { description: 'for the test' };

function problemsOf(work: () => unknown): readonly { variable: string; problem: string }[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('gives the defaults of all apps on an empty environment', () => {
    expect(readConfig(commonSettings, {})).toMatchObject({
      host: '127.0.0.1',
      port: 4_400,
      operationsHost: '127.0.0.1',
      dataDirectory: '.redress/',
      bus: 'pg',
      logLevel: 'info',
      databaseUrl: undefined,
      oidcIssuer: undefined,
    });
  });

  it('lists all errors at once: bad, missing and unknown', () => {
    const schema = {
      ...commonSettings,
      batch: int('REDRESS_BATCH', 1, 1_000, described),
      key: secret('REDRESS_KEY', 32, described),
    };
    const env = {
      REDRESS_PORT: 'http',
      REDRESS_BUS: 'rabbit',
      REDRESS_KEY: 'c2hvcnQ=',
      REDRESS_PROT: '4400',
      REDRESS_URL: 'http://127.0.0.1:4400',
      PATH: '/bin',
    };
    const problems = problemsOf(() => readConfig(schema, env));
    expect(problems.map(({ variable }) => variable)).toEqual([
      'REDRESS_PORT',
      'REDRESS_BUS',
      'REDRESS_BATCH',
      'REDRESS_KEY',
      'REDRESS_PROT',
    ]);
    expect(() => readConfig(schema, env)).toThrow(/REDRESS_PORT must be .*\n.*REDRESS_BUS must be/);
  });

  it.each([
    ['port', port('X', described), ['-1', '65536', '80.5', '8o', ' 80', '1e3']],
    ['int', int('X', 5, 9, described), ['4', '10', 'NaN', '']],
    ['flag', flag('X', described), ['1', 'yes', 'TRUE']],
    ['enumOf', enumOf('X', ['a', 'b'], described), ['c', 'A']],
    ['path', path('X', described), [' a', 'a\0']],
    ['hostPorts', hostPorts('X', described), ['a', 'a:b', 'a:1,']],
    ['url', url('X', ['postgres:'], described), ['postgres', 'http://x', '//x']],
    ['urls', urls('X', ['http:'], described), ['a', 'http://a,', 'http://a,ftp://b']],
    ['secret', secret('X', 4, described), ['YWJj', 'not base64!']],
  ] as const)('%s refuses what it does not understand', (_, setting, texts) => {
    for (const text of texts) {
      expect(problemsOf(() => readConfig({ setting }, { X: text }))).toHaveLength(1);
    }
  });

  it('reads each kind', () => {
    const schema = {
      port: port('A', described),
      flag: flag('B', { ...described, fallback: true }),
      mode: enumOf('C', ['a', 'b'], { ...described, fallback: 'a' }),
      brokers: hostPorts('D', described),
      database: url('E', ['postgres:'], described),
    };
    const env = { A: '0', B: 'false', C: 'b', D: 'k1:9092, k2:9092', E: 'postgres://u:p@h/d' };
    expect(readConfig(schema, env)).toEqual({
      port: 0,
      flag: false,
      mode: 'b',
      brokers: ['k1:9092', 'k2:9092'],
      database: 'postgres://u:p@h/d',
    });
  });

  it('never shows a secret, neither in an error nor in a log', () => {
    const text = Buffer.alloc(32, 7).toString('base64');
    const { key } = readConfig(
      { key: secret('REDRESS_KEY', 32, described) },
      { REDRESS_KEY: text },
    );
    expect([`${key}`, JSON.stringify({ key }), inspect({ key })].join()).not.toContain(text);
    expect(key.reveal()).toHaveLength(32);
    const schema = {
      key: secret('REDRESS_KEY', 64, described),
      database: url('DATABASE_URL', ['postgres:'], described),
    };
    const env = { REDRESS_KEY: text, DATABASE_URL: 'mysql://u:hunter2@h/d' };
    expect(JSON.stringify(problemsOf(() => readConfig(schema, env)))).not.toMatch(/hunter2|BwcH/);
  });

  it('names every variable in the example environment file', () => {
    const lines = exampleEnv(commonSettings);
    expect(lines).toContain('#REDRESS_PORT=4400\n');
    expect(lines).toContain('#REDRESS_EDGE_SECRET=\n');
  });
});
