import { createHash } from 'node:crypto';
import { partitionCount } from './event-log.port.js';

/**
 * The partition of an ordering key: the first four bytes of its SHA-256, big-endian, modulo 16.
 *
 * A stream asks once, when its first event is stored; from then on its head row knows. A relay, an
 * import or another language computes the same number from the same text.
 */
export function partitionOf(orderingKey: string): number {
  return createHash('sha256').update(orderingKey, 'utf8').digest().readUInt32BE(0) % partitionCount;
}
