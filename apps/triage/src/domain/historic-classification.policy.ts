import type { complaintEvents, EventOf } from '@redress/contracts';
import type { Classification } from './investigation-state.js';
import { builtInTaxonomyVersion } from './taxonomy.policy.js';

/** What another system says of a case that it has handled. */
export type HistoricFacts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];

/**
 * The classification that another system's facts amount to. Its causes are kept as they are below
 * level 1 `OTHER`, and it knows no severity: S3 is the normal one, also of a live complaint that
 * nobody has classified yet.
 */
export function historicClassification(facts: HistoricFacts): Classification {
  return {
    cause: 'OTHER',
    causePath: facts.causePath,
    severity: 'S3',
    specialTypes: [],
    ...(facts.regionCode ? { regionCode: facts.regionCode } : {}),
    taxonomyVersion: builtInTaxonomyVersion,
  };
}
