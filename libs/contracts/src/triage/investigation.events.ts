import { caseFactSchema } from '../case-fact.js';
import { causes, findingMethods, severities, specialTypes } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

const round = t.int(1, 1_000);

/** Finding out what happened, who owns the case and whose responsibility it is. */
export const investigationEvents = defineEvents(
  { log: 'triage', category: 'investigation' },
  {
    CaseFactNoted: {
      version: 1,
      data: caseFactSchema({
        ComplaintReceived: { receivedAt: t.timestamp() },
        ComplainantThanked: { ownerId: t.id() },
        ApologyGiven: {},
        HistoricCaseRecorded: { source: t.code() },
        FinalResponseIssued: {},
        ComplaintClosed: {},
        ComplaintReopened: {},
      }),
    },
    ComplaintClassified: {
      version: 1,
      data: t.object({
        round,
        cause: t.oneOf(causes),
        causePath: t.list(t.code(), 4),
        severity: t.oneOf(severities),
        specialTypes: t.list(t.oneOf(specialTypes), 10),
        regionCode: t.optional(t.code()),
        productId: t.optional(t.ref()),
        lot: t.optional(t.ref()),
        gap: t.optional(t.int(0, 10)),
        intensity: t.optional(t.int(0, 10)),
        taxonomyVersion: t.int(1, 1_000_000),
      }),
    },
    CaseAssigned: {
      version: 1,
      data: t.object({
        round,
        ownerId: t.id(),
        teamId: t.optional(t.id()),
        reason: t.personalText('complaint', { maxLength: 2_000 }),
      }),
    },
    InvestigationStarted: {
      version: 1,
      data: t.object({
        round,
        leadId: t.id(),
        plan: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    FindingRecorded: {
      version: 1,
      data: t.object({
        round,
        method: t.oneOf(findingMethods),
        evidenceIds: t.list(t.id(), 50),
        whyChain: t.list(t.personalText('complaint', { maxLength: 1_000 }), 5),
        conclusion: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    ResponsibilityAttributed: {
      version: 1,
      data: t.object({
        round,
        shares: t.list(
          t.object({
            party: t.oneOf(['DEPARTMENT', 'CUSTOMER', 'THIRD_PARTY']),
            departmentId: t.optional(t.id()),
            pct: t.int(0, 100),
          }),
          20,
        ),
        ruleVersion: t.int(1, 1_000_000),
        rationale: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
  },
);

export type InvestigationEvent = AnyEventOf<typeof investigationEvents>;
