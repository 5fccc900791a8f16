import { memoryWorld } from '../test/memory-world.js';
import { consumerContract } from './consumer.contract.js';
import { deliveryContract } from './delivery.contract.js';

describe('MemoryBus', () => {
  describe('delivery', () => deliveryContract(memoryWorld));
  describe('consumer', () => consumerContract(memoryWorld));
});
