import { type Presence, type PresencePlace, presenceSec } from './presence.port.js';

/**
 * Presence in this process, for one that has no replicas.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function memoryPresence(now: () => number = () => performance.now()): Presence {
  const places = new Map<string, Map<string, number>>();
  const keyOf = ({ tenantId, subject }: PresencePlace) => `${tenantId} ${subject}`;

  function present(at: PresencePlace): Map<string, number> {
    const key = keyOf(at);
    const seen = places.get(key) ?? new Map<string, number>();
    for (const [userId, seenAt] of seen) {
      if (now() - seenAt >= presenceSec * 1_000) seen.delete(userId);
    }
    if (seen.size === 0) places.delete(key);
    return seen;
  }

  return {
    async look(at, userId) {
      const seen = present(at);
      // Whoever came back is the newest one.
      seen.delete(userId);
      places.set(keyOf(at), seen.set(userId, now()));
    },
    async leave(at, userId) {
      const seen = present(at);
      seen.delete(userId);
      if (seen.size === 0) places.delete(keyOf(at));
    },
    async viewers(at) {
      return [...present(at)]
        .map(([userId, seenAt]) => ({ userId, seenMsAgo: Math.round(now() - seenAt) }))
        .reverse();
    },
  };
}
