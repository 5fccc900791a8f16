import { pgWorld } from '../test/pg-world.js';
import { consumerContract } from './consumer.contract.js';
import { deliveryContract } from './delivery.contract.js';
import { ownershipContract } from './ownership.contract.js';
import { parkingContract } from './parking.contract.js';

describe('PgBus', () => {
  describe('ownership', () => ownershipContract(pgWorld));
  describe('delivery', () => deliveryContract(pgWorld));
  describe('consumer', () => consumerContract(pgWorld));
  describe('parking', () => parkingContract(pgWorld));
});
