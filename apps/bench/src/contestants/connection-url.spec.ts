import { connectionUrl } from './connection-url.js';

describe('connectionUrl', () => {
  it('names a socket folder', () => {
    const connection = { user: 'redress', host: '/tmp/a b', port: 5433, database: 'bench' };
    const url = new URL(connectionUrl(connection));
    expect(url.searchParams.get('host')).toBe('/tmp/a b');
    expect(url.port).toBe('5433');
    expect(url.pathname).toBe('/bench');
  });

  it('keeps what is odd in a name or password', () => {
    const url = new URL(
      connectionUrl({ user: 'a@b', password: 'p/w:d', host: 'db.example', database: 'x' }),
    );
    expect(decodeURIComponent(url.username)).toBe('a@b');
    expect(decodeURIComponent(url.password)).toBe('p/w:d');
    expect(url.host).toBe('db.example:5432');
  });
});
