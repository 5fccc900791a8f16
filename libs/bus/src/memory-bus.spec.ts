import { memoryWorld } from '../test/memory-world.js';
import { consumerContract } from './consumer.contract.js';
import { deliveryContract } from './delivery.contract.js';
import { ownershipContract } from './ownership.contract.js';
import { parkingContract } from './parking.contract.js';

describe('MemoryBus', () => {
  describe('ownership', () => ownershipContract(memoryWorld));
  describe('delivery', () => deliveryContract(memoryWorld));
  describe('consumer', () => consumerContract(memoryWorld));
  describe('parking', () => parkingContract(memoryWorld));
});
