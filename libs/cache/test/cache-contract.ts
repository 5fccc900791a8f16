import type { Presence, RateLimit, RateLimiter } from '../src/index.js';

/** What every limiter does. `open` makes one with a name of its own. */
export function rateLimiterContract(open: (limit: Omit<RateLimit, 'name'>) => RateLimiter): void {
  it('lets so many pass in a window, and says when to come again', async () => {
    const limiter = open({ requests: 3, windowSec: 60 });
    const answers = [];
    for (let nth = 0; nth < 5; nth += 1) answers.push(await limiter.take('anna'));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
    expect(answers[0]).toEqual({ ok: true, left: 2 });
    const refused = answers[4];
    if (!refused || refused.ok) throw new Error('the fifth is refused');
    expect(refused.retryAfterSec).toBeGreaterThan(50);
    expect(refused.retryAfterSec).toBeLessThanOrEqual(60);
  });

  it('counts each caller alone', async () => {
    const limiter = open({ requests: 1, windowSec: 60 });
    expect((await limiter.take('anna')).ok).toBe(true);
    expect((await limiter.take('ben')).ok).toBe(true);
    expect((await limiter.take('anna')).ok).toBe(false);
  });

  it('opens a new window after the old one', async () => {
    const limiter = open({ requests: 1, windowSec: 1 });
    await limiter.take('anna');
    expect((await limiter.take('anna')).ok).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await limiter.take('anna')).ok).toBe(true);
  });

  it('never lets more pass when many ask at once', async () => {
    const limiter = open({ requests: 50, windowSec: 60 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => limiter.take('anna')));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(50);
  });
}

/** What every presence does. */
export function presenceContract(presence: () => Presence): void {
  const at = (subject: string, tenantId = 'demo') => ({ tenantId, subject });
  const names = async (subject: string, tenantId?: string) =>
    (await presence().viewers(at(subject, tenantId))).map(({ userId }) => userId);

  it('shows who is looking, the one seen last first, once each', async () => {
    const subject = `case/${Math.random()}`;
    for (const user of ['anna', 'ben', 'anna']) {
      await presence().look(at(subject), user);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await names(subject)).toEqual(['anna', 'ben']);
    const [newest] = await presence().viewers(at(subject));
    expect(newest?.seenMsAgo).toBeGreaterThanOrEqual(0);
    expect(newest?.seenMsAgo).toBeLessThan(5_000);
  });

  it('forgets who leaves', async () => {
    const subject = `case/${Math.random()}`;
    await presence().look(at(subject), 'anna');
    await presence().leave(at(subject), 'anna');
    await presence().leave(at(subject), 'nobody');
    expect(await names(subject)).toEqual([]);
  });

  it('keeps tenants and cases apart', async () => {
    const subject = `case/${Math.random()}`;
    await presence().look(at(subject), 'anna');
    expect(await names(subject, 'other')).toEqual([]);
    expect(await names(`${subject}0`)).toEqual([]);
  });
}
