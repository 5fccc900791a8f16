import { connect } from 'node:net';
import { MendableError } from '@redress/runtime';
import { type DistributedConfig, ownDatabasesOf } from './distributed.config.js';

/** Longest wait for a server to take a connection, in milliseconds. */
const connectMaxMs = 5_000;

/** Where a server that the environment names is, in the words of `net.connect`. */
type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/**
 * Looks whether somebody listens at the addresses that the environment names, before anything is started
 * beside them. One broker of several is enough: it tells of the others.
 *
 * @throws MendableError with the name of each variable at whose address nobody does
 */
export async function requireGivenServers(config: DistributedConfig): Promise<void> {
  const given = givenPlaces(config);
  const silent = await Promise.all(
    given.map(async ([variable, places]) => {
      const looks = await Promise.all(places.map(whySilent));
      return looks.some((why) => why === undefined) ? [] : [`${variable}: ${looks.join('; ')}`];
    }),
  );
  if (silent.flat().length > 0) throw new MendableError(silent.flat().join('\n'));
}

function givenPlaces(config: DistributedConfig): readonly (readonly [string, readonly Place[]])[] {
  const one = (variable: string, url: string | undefined, port: number) =>
    url === undefined ? [] : [[variable, [placeOf(url, port)]] as const];
  const brokers = (config.kafkaBrokers ?? []).map((each) => placeOf(`kafka://${each}`, 9092));
  return [
    ...one('DATABASE_URL', config.databaseUrl, 5432),
    ...[...ownDatabasesOf(config)].flatMap(([variable, url]) => one(variable, url, 5432)),
    ...(brokers.length === 0 ? [] : [['KAFKA_BROKERS', brokers] as const]),
    ...one('REDIS_URL', config.redisUrl, 6379),
  ];
}

/** PostgreSQL may be named by its socket: `postgres://u@localhost/d?host=/folder&port=5432`. */
function placeOf(text: string, usualPort: number): Place {
  const { hostname, port, searchParams } = new URL(text);
  const host = (searchParams.get('host') ?? hostname).replace(/^\[|\]$/g, '');
  const chosen = Number(searchParams.get('port') ?? (port || usualPort));
  if (host.startsWith('/')) return { path: `${host}/.s.PGSQL.${chosen}` };
  return { host: host || 'localhost', port: chosen };
}

/** Undefined where somebody takes the connection. */
function whySilent(place: Place): Promise<string | undefined> {
  const name = 'path' in place ? place.path : `${place.host}:${place.port}`;
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: connectMaxMs });
    const end = (why?: string) => {
      socket.destroy();
      resolve(why);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`nobody answers at ${name} within ${connectMaxMs} ms`));
    socket.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message;
      end(`nobody answers at ${name} (${code})`);
    });
  });
}
