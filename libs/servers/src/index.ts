export { errorCode } from './error-code.js';
export { claimFolder, type FolderClaim, folderOwner } from './folder-claim.js';
export {
  type KafkaBroker,
  type KafkaCluster,
  type KafkaOptions,
  startKafka,
} from './kafka-cluster.js';
export { KAFKA_VERSION } from './kafka-installation.js';
export { kafkaSettings } from './kafka-settings.js';
export { freePorts } from './free-port.js';
export { commandLine, processStart } from './process-table.js';
export { type RedisOptions, type RedisServer, startRedis } from './redis-server.js';
export { ownFolder } from './server-folder.js';
export { ServerStartError, type ServerStartErrorCode } from './server-start.error.js';
