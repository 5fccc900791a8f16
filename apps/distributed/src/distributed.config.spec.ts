import { ConfigError } from '@redress/config';
import { UsageError } from '@redress/runtime';
import { readDistributedConfig } from './distributed.config.js';

const read = (args: readonly string[], env = {}) => readDistributedConfig(args, env);

describe('the command line of the launcher', () => {
  it('puts the operations beside the port', () => {
    expect(read(['--port', '5000'])).toMatchObject({ port: 5000, operationsPort: 5001 });
    expect(read([])).toMatchObject({ port: 4400, operationsPort: 4401, fresh: false });
    expect(read([]).replicas).toBe(1);
    expect(read(['--replicas', '2']).replicas).toBe(2);
  });

  it.each([
    [['--demo']],
    [['--port', 'x']],
    [['--port', '65535']],
    [['now']],
    [['--replicas', '0']],
    [['--replicas', '17']],
  ])('refuses %j', (args) => {
    expect(() => read(args)).toThrow(UsageError);
  });

  it.each([...['DATABASE_URL', 'KAFKA_BROKERS', 'REDRESS_PRIVACY_DATABASE_URL']])(
    'empties no servers of others: %s',
    (variable) => {
      const value = variable === 'KAFKA_BROKERS' ? 'a:9092' : 'postgres://a@b/c';
      expect(() => read(['--fresh'], { [variable]: value })).toThrow(UsageError);
    },
  );

  it('lists what is wrong in the environment', () => {
    expect(() => read([], { REDRESS_KAFKA_REPLICA: '1' })).toThrow(ConfigError);
  });
});
