import { startDailyExpiry } from './daily-expiry.js';

const dayMs = 86_400_000;

/** An expiry over answers that are given out one by one; 0 when they are used up. */
function expiryOf(...answers: (number | Error)[]) {
  const asked: number[] = [];
  const problems: unknown[] = [];
  const expiry = startDailyExpiry({
    async expire(atMost) {
      asked.push(atMost);
      const answer = answers.shift() ?? 0;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onProblem: (error) => problems.push(error),
  });
  return { asked, problems, expiry };
}

describe('the daily expiry', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('deletes at the start, step by step, until nothing is left', async () => {
    const { asked, expiry } = expiryOf(10_000, 10_000, 17);
    await jest.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([10_000, 10_000, 10_000]);
    await expiry.stop();
  });

  it('deletes again a day later, and not before', async () => {
    const { asked, expiry } = expiryOf(3);
    await jest.advanceTimersByTimeAsync(dayMs - 1);
    expect(asked).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    await expiry.stop();
  });

  it('tells of a failure and tries again the next day', async () => {
    const lost = new Error('connection lost');
    const { asked, problems, expiry } = expiryOf(lost, 5);
    await jest.advanceTimersByTimeAsync(dayMs);
    expect(problems).toEqual([lost]);
    expect(asked).toHaveLength(2);
    await expiry.stop();
  });

  it('stops after the statement that runs, and for good', async () => {
    let answer: (deleted: number) => void = () => undefined;
    let asked = 0;
    const expiry = startDailyExpiry({
      expire: () => {
        asked += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      onProblem: () => undefined,
    });
    let isStopped = false;
    const stopping = expiry.stop().then(() => {
      isStopped = true;
    });
    await jest.advanceTimersByTimeAsync(0);
    expect(isStopped).toBe(false);
    answer(10_000);
    await stopping;
    await jest.advanceTimersByTimeAsync(3 * dayMs);
    expect(asked).toBe(1);
  });
});
