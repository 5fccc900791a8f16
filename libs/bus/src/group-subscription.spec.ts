import { memoryEventLog } from '@redress/event-log';
import {
  append,
  counted,
  freshGroup,
  keyOfPartition,
  leaseMs,
  renewMs,
} from '../test/bus-world.js';
import { MemoryCheckpoints } from './index.js';
import { leasedSubscription } from './leased-subscription.js';
import { MemoryOwnershipStore } from './memory-ownership-store.adapter.js';

describe('a subscription that cannot go on', () => {
  it('says why once, also when it cannot even leave, and leaves the process alive', async () => {
    const log = memoryEventLog('intake');
    await append(log, counted(keyOfPartition, 16));
    const store = new MemoryOwnershipStore(new MemoryCheckpoints(), leaseMs, () =>
      performance.now(),
    );
    store.leave = () => Promise.reject(new Error('the pool was ended'));
    const bus = leasedSubscription(store, { sources: { intake: log }, leaseMs, renewMs });
    const running = await bus.start(
      async () => {
        throw new Error('a defect of the handler');
      },
      {
        ...{ group: freshGroup(), logs: ['intake'], startAt: 'beginning' },
        ...{ maxBatch: 10, maxWaitMs: 50 },
      },
    );
    expect((await running.failed).message).toBe('a defect of the handler');
    // A loop of failures would let no timer fire any more.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(running.stop({ drainMs: 10 })).rejects.toThrow('the pool was ended');
  });
});
