export { foldBatch } from './fold-batch.js';
export * from './projection.js';
export { projectionMigration } from './projection.migration.js';
export {
  groupOf,
  KeySpansPartitionsError,
  type ProjectionOptions,
  startProjection,
} from './start-projection.js';
export * from './table-hash.js';
