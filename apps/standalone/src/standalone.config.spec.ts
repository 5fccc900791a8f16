import { ConfigError } from '@redress/config';
import { UsageError } from '@redress/runtime';
import { readStandaloneConfig } from './standalone.config.js';

const read = (args: string[], env: Record<string, string> = {}) => readStandaloneConfig(args, env);

describe('the configuration of the embedded default', () => {
  it('needs nothing', () => {
    expect(read([])).toMatchObject({
      ...{ host: '127.0.0.1', port: 4_400, operationsPort: 4_401, dataDirectory: '.redress/' },
      ...{ demo: false, fresh: false, bus: 'pg' },
    });
  });

  it('puts the operations beside the port that is given, over what the environment says', () => {
    const env = { REDRESS_PORT: '5000', REDRESS_OPERATIONS_PORT: '6000' };
    expect(read([], env)).toMatchObject({ port: 5_000, operationsPort: 6_000 });
    expect(read(['--port', '7000'], env)).toMatchObject({ port: 7_000, operationsPort: 7_001 });
    expect(read(['--port', '0'])).toMatchObject({ port: 0, operationsPort: 0 });
  });

  it.each([
    [['--port', '65535']],
    [['--port', '-1']],
    [['--port', 'http']],
    [['--port']],
    [['--quick']],
    [['demo']],
  ])('does not understand %j', (args) => {
    expect(() => read(args)).toThrow(UsageError);
  });

  it.each([
    ['--demo', { OIDC_ISSUER: 'https://issuer.example' }, /development issuer/],
    ['--fresh', { DATABASE_URL: 'postgres://db.example/redress' }, /DATABASE_URL/],
  ])('refuses %s with %j', (arg, env, reason) => {
    expect(() => read([arg], env)).toThrow(reason);
    expect(() => read([], env)).not.toThrow();
  });

  it('refuses a bus that it would not use', () => {
    const env = { REDRESS_BUS: 'kafka', KAFKA_BROKERS: '127.0.0.1:9092' };
    expect(() => read([], env)).toThrow(UsageError);
  });

  it('lists every bad variable at once', () => {
    const env = { REDRESS_PORT: 'high', REDRESS_LOG_LEVEL: 'loud', REDRESS_PROT: '1' };
    let caught: unknown;
    try {
      read([], env);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ConfigError);
    for (const name of Object.keys(env)) expect(String(caught)).toContain(name);
  });
});
