import { type Presence, type PresencePlace, presenceSec } from './presence.port.js';

/**
 * Presence in this process, for one that has no replicas.
 *
 * @param now milliseconds of a clock that never goes back
 * @param places who was seen when, by place, in the order in which somebody came to look there last
 */
export function memoryPresence(
  now: () => number = () => performance.now(),
  places = new Map<string, Map<string, number>>(),
): Presence {
  const isOver = (seenAt: number) => now() - seenAt >= presenceSec * 1_000;
  const keyOf = ({ tenantId, subject }: PresencePlace) => `${tenantId} ${subject}`;

  function present(at: PresencePlace): Map<string, number> {
    const key = keyOf(at);
    const seen = places.get(key) ?? new Map<string, number>();
    for (const [userId, seenAt] of seen) {
      if (isOver(seenAt)) seen.delete(userId);
    }
    if (seen.size === 0) places.delete(key);
    return seen;
  }

  /** Forgets the places that nobody comes back to: they are the first. */
  function sweep(): void {
    for (const [key, seen] of places) {
      if (![...seen.values()].every(isOver)) return;
      places.delete(key);
    }
  }

  return {
    async look(at, userId) {
      sweep();
      const seen = present(at);
      // Whoever came back is the newest one, and so is the place.
      seen.delete(userId);
      places.delete(keyOf(at));
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
