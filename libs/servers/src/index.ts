export { errorCode } from './error-code.js';
export { claimFolder, type FolderClaim, folderOwner } from './folder-claim.js';
export {
  type KafkaBroker,
  type KafkaCluster,
  type KafkaOptions,
  startKafka,
} from './kafka-cluster.js';
export { commandLine, processStart } from './process-table.js';
export { ServerStartError, type ServerStartErrorCode } from './server-start.error.js';
