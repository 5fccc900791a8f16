import { pgWorld } from '../test/pg-world.js';
import { consumerContract } from './consumer.contract.js';
import { deliveryContract } from './delivery.contract.js';

describe('PgBus', () => {
  describe('delivery', () => deliveryContract(pgWorld));
  describe('consumer', () => consumerContract(pgWorld));
});
