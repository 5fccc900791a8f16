import { type Presence, type PresencePlace, presenceSec } from './presence.port.js';
import type { RedisConnection } from './redis-connection.js';

/** KEYS[1] the place, ARGV[1] who, ARGV[2] seconds. Times are those of Redis, so clocks may differ. */
const lookScript = `
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  redis.call('ZADD', KEYS[1], ms, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms - ARGV[2] * 1000)
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return ms`;

/** KEYS[1] the place, ARGV[1] seconds. Answers who, and how many milliseconds ago, newest first. */
const viewersScript = `
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  local found = redis.call(
    'ZRANGE', KEYS[1], '+inf', '(' .. (ms - ARGV[1] * 1000), 'BYSCORE', 'REV', 'WITHSCORES')
  local viewers = {}
  for i = 1, #found, 2 do
    viewers[i] = found[i]
    viewers[i + 1] = tostring(ms - found[i + 1])
  end
  return viewers`;

/** Presence that all replicas share; nobody while Redis does not answer. */
export function redisPresence(connection: RedisConnection): Presence {
  // A tenant's name has no slash, so two places never share a key.
  const keyOf = ({ tenantId, subject }: PresencePlace) =>
    `${connection.prefix}presence:${tenantId}/${subject}`;
  return {
    async look(at, userId) {
      const parameters = { keys: [keyOf(at)], arguments: [userId, String(presenceSec)] };
      await connection.ask((client) => client.eval(lookScript, parameters));
    },
    async leave(at, userId) {
      await connection.ask((client) => client.zRem(keyOf(at), userId));
    },
    async viewers(at) {
      const parameters = { keys: [keyOf(at)], arguments: [String(presenceSec)] };
      const found = await connection.ask((client) => client.eval(viewersScript, parameters));
      const texts = Array.isArray(found) ? found.map(String) : [];
      return Array.from({ length: texts.length / 2 }, (_, nth) => ({
        userId: texts[2 * nth] ?? '',
        seenMsAgo: Number(texts[2 * nth + 1]),
      }));
    },
  };
}
