import type { PoolConfig } from 'pg';

/** The URL of a connection, for peers that take nothing else; a socket folder goes as `host`. */
export function connectionUrl({ user, password, host, port, database }: PoolConfig): string {
  const secret = typeof password === 'string' ? `:${encodeURIComponent(password)}` : '';
  const who = `${encodeURIComponent(user ?? '')}${secret}`;
  const where = encodeURIComponent(host ?? 'localhost');
  return host?.startsWith('/')
    ? `postgresql://${who}@localhost:${port ?? 5432}/${database ?? ''}?host=${where}`
    : `postgresql://${who}@${where}:${port ?? 5432}/${database ?? ''}`;
}
