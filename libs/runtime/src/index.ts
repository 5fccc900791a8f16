export { casesGroup, journalGroup } from './consumer-groups.js';
export { type OpenService, openServiceRuntime, type Platform } from './open-service.js';
export type { DatabaseAddress, SchemaOwner } from './prepare-database.js';
export type { ServiceBlueprint } from './service-blueprint.js';
export * from './service-runtime.js';
export {
  type PlatformOptions,
  type RunningPlatform,
  type ServiceInProcess,
  startPlatform,
} from './start-platform.js';
