import { memoryWorld } from '../test/memory-world.js';
import { consumerContract } from '../test/consumer-contract.js';
import { deliveryContract } from '../test/delivery-contract.js';
import { ownershipContract } from '../test/ownership-contract.js';
import { parkingContract } from '../test/parking-contract.js';

describe('MemoryBus', () => {
  describe('ownership', () => ownershipContract(memoryWorld));
  describe('delivery', () => deliveryContract(memoryWorld));
  describe('consumer', () => consumerContract(memoryWorld));
  describe('parking', () => parkingContract(memoryWorld));
});
