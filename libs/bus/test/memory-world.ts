import { memoryEventLog, memoryTransactions, memoryTx } from '@redress/event-log';
import { leasedSubscription } from '../src/leased-subscription.js';
import { MemoryCheckpointStore, MemoryCheckpoints, MemoryParkingLot } from '../src/index.js';
import { MemoryOwnershipStore } from '../src/memory-ownership-store.adapter.js';
import { type BusWorld, type Effect, leaseMs, renewMs } from './bus-world.js';
import { freezable } from './freezable-store.js';

/** A world in memory. */
export async function memoryWorld(): Promise<BusWorld> {
  const log = memoryEventLog('intake');
  const tables = new MemoryCheckpoints();
  const committed: Effect[] = [];
  return {
    log,
    transactions: memoryTransactions(),
    checkpoints: new MemoryCheckpointStore(tables),
    parking: new MemoryParkingLot(),
    member({ source = log, leaseMs: lease = leaseMs } = {}) {
      const { store, freeze, thaw } = freezable(
        new MemoryOwnershipStore(tables, lease, () => performance.now()),
      );
      const sources = { intake: source };
      return {
        subscription: leasedSubscription(store, { sources, leaseMs: lease, renewMs }),
        freeze,
        thaw,
      };
    },
    async effect(tx, effect) {
      memoryTx(tx).onCommit(() => committed.push(effect));
    },
    effects: async (group) => committed.filter((effect) => effect.group === group),
    close: async () => undefined,
  };
}
