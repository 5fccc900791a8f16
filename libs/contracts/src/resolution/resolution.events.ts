import { caseFactSchema } from '../case-fact.js';
import {
  channels,
  remedyKinds,
  resolutionStrategies,
  respondedOutcomes,
  severities,
} from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

const round = t.int(1, 1_000);
const proposalNo = t.int(1, 1_000);

/** What is done at once, what is offered, what the customer answers, and the final response. */
export const resolutionEvents = defineEvents(
  { log: 'resolution', category: 'resolution' },
  {
    CaseFactNoted: {
      version: 1,
      data: caseFactSchema({
        ComplaintReceived: {},
        ComplainantThanked: {},
        ChaserSent: { at: t.timestamp() },
        ComplaintClassified: { severity: t.oneOf(severities) },
        InvestigationStarted: {},
        FindingRecorded: {},
        ResponseOverdue: { proposalNo, at: t.timestamp() },
        HistoricCaseRecorded: { source: t.code(), response: t.optional(t.code()) },
        HistoricCaseCorrected: { response: t.optional(t.code()) },
        ComplaintClosed: {},
        ComplaintReopened: {},
      }),
    },
    PlanCommunicated: {
      version: 1,
      data: t.object({
        round,
        channel: t.oneOf(channels),
        promisedAt: t.timestamp(),
        plan: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    RemedyTaken: {
      version: 1,
      data: t.object({
        round,
        kind: t.oneOf(remedyKinds),
        doneAt: t.timestamp(),
        costMinor: t.optional(t.int(0, 1_000_000_000_000)),
        currency: t.optional(t.currency()),
        description: t.optional(t.personalText('complaint', { maxLength: 5_000 })),
      }),
    },
    RemedySkipped: {
      version: 1,
      data: t.object({ round, reason: t.personalText('complaint', { maxLength: 2_000 }) }),
    },
    ResolutionProposed: {
      version: 1,
      data: t.object({
        round,
        proposalNo,
        strategy: t.oneOf(resolutionStrategies),
        fix: t.personalText('complaint', { maxLength: 5_000 }),
        extra: t.optional(t.personalText('complaint', { maxLength: 5_000 })),
        prevention: t.personalText('complaint', { maxLength: 5_000 }),
        exceedsExpectation: t.flag(),
        channel: t.oneOf(channels),
      }),
    },
    ResolutionAccepted: {
      version: 1,
      data: t.object({ round, proposalNo, channel: t.oneOf(channels) }),
    },
    ResolutionRejected: {
      version: 1,
      data: t.object({
        round,
        proposalNo,
        channel: t.oneOf(channels),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    ResolutionDeemedAccepted: {
      version: 1,
      data: t.object({ round, proposalNo, chasers: t.int(2, 1_000) }),
    },
    FinalResponseIssued: {
      version: 1,
      data: t.object({
        round,
        outcome: t.oneOf(respondedOutcomes),
        reasons: t.optional(t.personalText('complaint', { maxLength: 20_000 })),
        signpostBody: t.optional(t.code()),
        channel: t.optional(t.oneOf(channels)),
      }),
    },
    HistoricResponseRecorded: {
      version: 1,
      data: t.object({
        round,
        response: t.code(),
        remedyKind: t.optional(t.oneOf(remedyKinds)),
        source: t.code(),
      }),
    },
  },
);

export type ResolutionEvent = AnyEventOf<typeof resolutionEvents>;
