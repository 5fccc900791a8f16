export { applyBatch } from './live/apply-batch.js';
export {
  type Certificate,
  certificatesOf,
  type Difference,
  type KeptCertificate,
} from './rebuild/certificate.js';
export {
  declaredData,
  type EventReading,
  eventName,
  eventsOf,
  reading,
  readingsByName,
} from './event-reading.js';
export { foldAsOf, type AsOfOptions } from './rebuild/fold-as-of.js';
export { foldBatch, type FoldedState, type RowKey } from './fold/fold-batch.js';
export { type FoldLanes, inProcessLanes } from './bulk/fold-lanes.js';
export { type Generation, generationOf, groupOf } from './generation.js';
export { type GoldenHashes, goldenHash, goldenHashes, goldenProblems } from './fold/golden-hash.js';
export {
  keepProjections,
  type KeepOptions,
  type KeptProjections,
} from './live/keep-projections.js';
export * from './projection.js';
export { linksOf } from './projection-tables.sql.js';
export { RebuildError, type RebuildErrorCode } from './rebuild/rebuild.error.js';
export { rebuildProjection, verifyProjection } from './rebuild/rebuild.js';
export * from './rebuild/rebuild-options.js';
export { activeTable, prepareProjections, ProjectionChangedError } from './registry/registry.js';
export { registryMigration } from './registry/registry.migration.js';
export { type ProjectionOptions, startProjection } from './live/start-projection.js';
export * from './rebuild/table-hash.js';
export { serveFolds, threadLanes } from './bulk/thread-lanes.js';
export { type StateReader, stateReader } from './live/state-reader.js';
