import { conductClasses, incidentFactors } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/**
 * An incident of conduct, in a confidential log: recorded by one person with evidence, confirmed or
 * rejected by another. It is recorded against a customer or, where nobody knows yet whose complaint
 * it is, against the complaint, and counts for a customer only once that complaint is linked.
 *
 * The subject of its texts is the incident itself, a case of its own.
 */
export const incidentEvents = defineEvents(
  { log: 'conduct', category: 'incident' },
  {
    ConductIncidentRecorded: {
      version: 1,
      data: t.object({
        /** Whom it is recorded against, for ever: a customer's id, or a complaint's. */
        identityId: t.id(),
        identityKind: t.oneOf(['CUSTOMER', 'COMPLAINT']),
        /** The complaint in which it happened, where it happened in one. */
        complaintId: t.optional(t.id()),
        class: t.oneOf(conductClasses),
        factor: t.oneOf(incidentFactors),
        severity: t.int(1, 5),
        evidenceIds: t.list(t.id(), 20),
        reporterId: t.actorId(),
        source: t.code(),
        description: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    ConductIncidentConfirmed: {
      version: 1,
      data: t.object({
        identityId: t.id(),
        /** As the adjudicator sees it; it may differ from what was reported. */
        severity: t.int(1, 5),
        adjudicatorId: t.actorId(),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    ConductIncidentRejected: {
      version: 1,
      data: t.object({
        identityId: t.id(),
        adjudicatorId: t.actorId(),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
  },
);

export type IncidentEvent = AnyEventOf<typeof incidentEvents>;
