import type { RunningSubscription } from '../subscription.port.js';
import { startStateTopic, type StateTopicOptions } from './state-topic.js';

describe('a topic of states whose database does not answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is asked once at a time what is due, and goes on when it answers', async () => {
    let asked = 0;
    let answer: () => void = () => undefined;
    const source = {
      partitionsDue() {
        asked += 1;
        return new Promise<number[]>((resolve) => {
          answer = () => resolve([]);
        });
      },
    };
    const running: Pick<RunningSubscription, 'pause' | 'resume' | 'nudge' | 'lag' | 'failed'> = {
      ...{ pause: () => undefined, resume: () => undefined, nudge: () => undefined },
      ...{ lag: async () => [], failed: new Promise(() => undefined) },
    };
    const onProblem = jest.fn();
    await startStateTopic({
      ...{ source, client: {}, subscription: { start: async () => running }, onProblem },
    } as unknown as StateTopicOptions);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(1);
    answer();
    await jest.advanceTimersByTimeAsync(0);
    expect(asked).toBe(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(2);
    expect(onProblem).not.toHaveBeenCalled();
  });
});
