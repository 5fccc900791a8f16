import { pgWorld } from '../test/pg-world.js';
import { consumerContract } from '../test/consumer-contract.js';
import { deliveryContract } from '../test/delivery-contract.js';
import { ownershipContract } from '../test/ownership-contract.js';
import { parkingContract } from '../test/parking-contract.js';

describe('PgBus', () => {
  describe('ownership', () => ownershipContract(pgWorld));
  describe('delivery', () => deliveryContract(pgWorld));
  describe('consumer', () => consumerContract(pgWorld));
  describe('parking', () => parkingContract(pgWorld));
});
