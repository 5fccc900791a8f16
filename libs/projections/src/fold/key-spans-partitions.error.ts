import type { Projection } from '../projection.js';

/** A row has events in two partitions, whose owners would overwrite each other's work. */
export class KeySpansPartitionsError extends Error {
  override readonly name = 'KeySpansPartitionsError';
  readonly code = 'KEY_SPANS_PARTITIONS';

  constructor(projection: Projection) {
    super(`${projection.name}: a key has events in two partitions of ${projection.log}`);
  }
}
