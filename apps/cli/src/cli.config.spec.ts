import { readCliConfig } from './cli.config.js';

describe('the address of the operations', () => {
  it.each([
    ['the default', {}, 'http://127.0.0.1:4401'],
    ['the port of a platform here', { REDRESS_OPERATIONS_PORT: '9000' }, 'http://127.0.0.1:9000'],
    [
      'the one beside the platform that is named, whatever runs here',
      { REDRESS_URL: 'http://there:5000', REDRESS_OPERATIONS_PORT: '9000' },
      'http://there:5001',
    ],
    [
      'the one that is named itself',
      { REDRESS_URL: 'http://there:5000', REDRESS_OPERATIONS_URL: 'http://else:1/' },
      'http://else:1',
    ],
  ])('is %s', (_, env, opsUrl) => {
    expect(readCliConfig(env).opsUrl).toBe(opsUrl);
  });
});
