import { eventLogContract } from '../test/event-log-contract.js';
import { memoryEventLog } from './memory-event-log.adapter.js';
import { memoryTransactions } from './memory-transactions.js';

eventLogContract('memory', async () => {
  const log = memoryEventLog('intake', { waitMs: 200 });
  return {
    log,
    other: log,
    transactions: memoryTransactions(),
    deadlines: async () => log.deadlines(),
    close: async () => undefined,
  };
});
