export { memoryPresence } from './memory-presence.adapter.js';
export { memoryRateLimiter } from './memory-rate-limiter.adapter.js';
export * from './presence.port.js';
export * from './rate-limiter.port.js';
export { RedisConnection, type RedisOptions } from './redis-connection.js';
export { redisPresence } from './redis-presence.adapter.js';
export { redisRateLimiter } from './redis-rate-limiter.adapter.js';
