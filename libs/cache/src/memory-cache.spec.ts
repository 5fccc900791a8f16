import { presenceContract, rateLimiterContract } from '../test/cache-contract.js';
import { memoryPresence, memoryRateLimiter, presenceSec } from './index.js';

let made = 0;

describe('the rate limiter of a process', () => {
  rateLimiterContract((limit) => {
    made += 1;
    return memoryRateLimiter({ ...limit, name: `spec-${made}` });
  });
});

describe('presence in a process', () => {
  const presence = memoryPresence();
  presenceContract(() => presence);

  it('forgets who was not seen for a while', async () => {
    let now = 0;
    const forgetful = memoryPresence(() => now);
    const at = { tenantId: 'demo', subject: 'case/1' };
    await forgetful.look(at, 'anna');
    now = presenceSec * 1_000 - 1;
    await forgetful.look(at, 'ben');
    expect((await forgetful.viewers(at)).map(({ userId }) => userId)).toEqual(['ben', 'anna']);
    now += 1;
    expect(await forgetful.viewers(at)).toEqual([{ userId: 'ben', seenMsAgo: 1 }]);
    now += presenceSec * 1_000;
    expect(await forgetful.viewers(at)).toEqual([]);
  });

  it('keeps no place that nobody comes back to', async () => {
    let now = 0;
    const places = new Map<string, Map<string, number>>();
    const presence = memoryPresence(() => now, places);
    for (let nth = 0; nth < 1_000; nth += 1) {
      now += 1_000;
      await presence.look({ tenantId: 'demo', subject: `case/${nth}` }, 'anna');
      await presence.look({ tenantId: 'demo', subject: 'case/of-all' }, 'ben');
    }
    expect(places.size).toBe(presenceSec + 1);
  });
});
