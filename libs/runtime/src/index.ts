export { casesGroup, journalGroup } from './consumer-groups.js';
export { configuredTopics, type KafkaConfig } from './configured-topics.js';
export { databasesOf, type DatabasesConfig } from './database-addresses.js';
export { asksForHelp, launchOptions, launchPorts } from './launch-arguments.js';
export { LocalSecretError, type LocalSecrets, localSecrets } from './local-secrets.js';
export { logHistoryController } from './log-history.controller.js';
export { MendableError, UsageError } from './mendable.error.js';
export { type OpenService, openServiceRuntime, type Platform } from './open-service.js';
export type { PlatformBus, TopicsBus } from './platform-bus.js';
export type { DatabaseAddress, SchemaOwner } from './prepare-database.js';
export type { ServiceBlueprint } from './service-blueprint.js';
export { failProcess, type ProcessPlan, type RunningParts, runProcess } from './run-process.js';
export { runServiceProcess } from './run-service-process.js';
export * from './service-runtime.js';
export {
  type PlatformOptions,
  type RunningPlatform,
  type ServiceInProcess,
  startPlatform,
} from './start-platform.js';
export { type IssuerConfig, whoIsWho, type WhoIsWho } from './who-is-who.js';
export { type TracingProcess, withTracing } from './with-tracing.js';
