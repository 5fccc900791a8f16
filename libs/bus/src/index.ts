export {
  type BatchConsumerOptions,
  type RunningConsumer,
  startBatchConsumer,
} from './batch-consumer.js';
export { busMigration } from './bus.migration.js';
export * from './bus.error.js';
export * from './bus-metrics.port.js';
export * from './checkpoint-store.port.js';
export * from './consumed-event.js';
export { type ConsumerOptions, type EventHandler, handlerName, startConsumer } from './consumer.js';
export { type ConsumerLimits, defaultLimits } from './consumer-limits.js';
export { appendHorizon, heardUpTo, type OwnedLog, restingHorizon } from './heard-up-to.js';
export {
  type JournalCopierOptions,
  type JournalSubscription,
  journalCopier,
  startJournalCopier,
} from './journal-copier.js';
export * from './kafka/horizon.js';
export {
  HorizonReader,
  type HorizonTeller,
  type HorizonTopicOptions,
  horizonsTopic,
  startHorizonTeller,
} from './kafka/horizon-topic.js';
export { KafkaBus, type KafkaBusOptions } from './kafka/kafka-bus.adapter.js';
export * from './kafka/kafka-client.port.js';
export * from './kafka/kafka.error.js';
export { type KafkaAddress, kafkajsClient } from './kafka/kafkajs/kafkajs-client.adapter.js';
export { type RelayOptions, relayGroup, startRelay } from './kafka/relay.js';
export {
  type DueState,
  type StateSource,
  type StateTopicOptions,
  startStateTopic,
} from './kafka/state-topic.js';
export { TopicReader, type TopicReaderOptions } from './kafka/topic-reader.js';
export { accessOf, grantLine } from './kafka/topic-access.js';
export * from './kafka/topics.js';
export { MemoryBus, type MemoryBusOptions } from './memory-bus.adapter.js';
export { MemoryCheckpointStore } from './memory-checkpoint-store.adapter.js';
export { MemoryCheckpoints } from './memory-checkpoints.js';
export { MemoryParkingLot } from './memory-parking-lot.adapter.js';
export { type NotedFact, noteCaseFact } from './note-case-fact.js';
export * from './parking-lot.port.js';
export { PgBus, type PgBusOptions } from './pg-bus.adapter.js';
export { PgCheckpointStore } from './pg-checkpoint-store.adapter.js';
export { PgParkingLot } from './pg-parking-lot.adapter.js';
export * from './subscription.port.js';
export { pause } from './retry-pause.js';
