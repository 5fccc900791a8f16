import type { TSchema } from 'typebox';
import { logNames } from './event-definition.js';
import { t } from './schema.js';

/**
 * The data of `CaseFactNoted`: where another service recorded a fact, and the part of it that the
 * deciders of this service need. Each service lists its own variants, so its `evolve` stays small.
 */
export function caseFactSchema<const Facts extends Record<string, Record<string, TSchema>>>(
  facts: Facts,
) {
  return t.object({
    round: t.int(1, 1_000),
    sourceLog: t.oneOf(logNames),
    sourcePartition: t.int(0, 255),
    sourceOffset: t.int(0, Number.MAX_SAFE_INTEGER),
    sourceRecordedAt: t.timestamp(),
    fact: t.variants(facts),
  });
}
