import { consumerContract } from '../../test/consumer-contract.js';
import { deliveryContract } from '../../test/delivery-contract.js';
import { kafkaWorld } from '../../test/kafka-world.js';
import { ownershipContract } from '../../test/ownership-contract.js';
import { parkingContract } from '../../test/parking-contract.js';

describe('KafkaBus', () => {
  describe('ownership', () => ownershipContract(kafkaWorld));
  describe('delivery', () => deliveryContract(kafkaWorld));
  describe('consumer', () => consumerContract(kafkaWorld));
  describe('parking', () => parkingContract(kafkaWorld));
});
