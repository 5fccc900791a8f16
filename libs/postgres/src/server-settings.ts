/** Connections of five services, a few processes of each, their tools and a few people with psql. */
const CONNECTIONS_MAX = 400;

/**
 * Command-line settings of the server. They stand above `postgresql.conf`, so a stray file in the
 * data directory cannot open a port or turn fsync off.
 *
 * Time limits are absent on purpose: they differ by role and come with each session.
 */
export function serverSettings(socketDir: string, durable: boolean): string[] {
  const settings = {
    // Reachable through the socket only: no port to collide with, nothing on the network.
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: CONNECTIONS_MAX,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Short statements gain nothing from compilation and pay 100 ms for it now and then.
    jit: 'off',
    // The detail of an error and its statement may hold values, and values may be personal.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
