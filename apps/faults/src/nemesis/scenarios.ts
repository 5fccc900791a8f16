import { freezeConsumer, killAtFailpoints, killServices } from './process-faults.js';
import { duplicate, poison, reorder } from './record-faults.js';
import type { Scenario } from './scenario.js';
import {
  dropNetwork,
  killAllBrokers,
  killLeader,
  killPostgres,
  killRedis,
} from './server-faults.js';

/** All that is done to the product, in the order in which it is done. */
export const scenarios: readonly Scenario[] = [
  ...[killServices, killAtFailpoints, freezeConsumer, killLeader, killAllBrokers],
  ...[killPostgres, killRedis, dropNetwork, duplicate, reorder, poison],
];
