export { applyBatch } from './apply-batch.js';
export {
  type Certificate,
  certificatesOf,
  type Difference,
  type KeptCertificate,
} from './certificate.js';
export {
  declaredData,
  type EventReading,
  eventName,
  eventsOf,
  reading,
  readingsByName,
} from './event-reading.js';
export { foldAsOf, type AsOfOptions } from './fold-as-of.js';
export { foldBatch, type FoldedState, type RowKey } from './fold-batch.js';
export { type FoldLanes, inProcessLanes } from './fold-lanes.js';
export { type Generation, generationOf, groupOf } from './generation.js';
export { type GoldenHashes, goldenHash, goldenHashes, goldenProblems } from './golden-hash.js';
export { keepProjections, type KeepOptions, type KeptProjections } from './keep-projections.js';
export * from './projection.js';
export { linksOf } from './projection-tables.sql.js';
export { RebuildError, type RebuildErrorCode } from './rebuild.error.js';
export { rebuildProjection, verifyProjection } from './rebuild.js';
export * from './rebuild-options.js';
export { activeTable, prepareProjections, ProjectionChangedError } from './registry.js';
export { registryMigration } from './registry.migration.js';
export { type ProjectionOptions, startProjection } from './start-projection.js';
export * from './table-hash.js';
export { serveFolds, threadLanes } from './thread-lanes.js';
export { type StateReader, stateReader } from './state-reader.js';
