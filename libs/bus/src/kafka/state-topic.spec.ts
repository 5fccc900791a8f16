import type { Transactions } from '@redress/event-log';
import type { CheckpointStore } from '../checkpoint-store.port.js';
import type { RunningSubscription } from '../subscription.port.js';
import type { KafkaClient } from './kafka-client.port.js';
import { startStateTopic, type StateSource } from './state-topic.js';

/** What the first visits need of nothing. */
const unused = {
  client: {} as KafkaClient,
  checkpoints: {} as CheckpointStore,
  transactions: {} as Transactions,
};

describe('a topic of states whose database does not answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is asked once at a time what is due, and goes on when it answers', async () => {
    let asked = 0;
    let answer: () => void = () => undefined;
    const source: Pick<StateSource, 'group' | 'log' | 'topic' | 'partitionsDue'> = {
      ...{ group: 'analytics.states', log: 'journal', topic: 'states' },
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
      ...{ ...unused, source: source as StateSource, onProblem },
      subscription: { start: async () => running as RunningSubscription },
    });
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
