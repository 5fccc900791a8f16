import { caseFactSchema } from '../case-fact.js';
import {
  channels,
  closeGates,
  outcomes,
  preventionModes,
  respondedOutcomes,
} from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

const round = t.int(1, 1_000);
const formNo = t.ref();

/** What another system says of the end of a case. */
const historicEnd = {
  standing: t.oneOf(['CLOSED', 'INVESTIGATING']),
  response: t.optional(t.code()),
  disputed: t.optional(t.flag()),
};

/** Feedback to the department and from the customer, prevention, and the one end of a case. */
export const closureEvents = defineEvents(
  { log: 'follow-up', category: 'closure' },
  {
    CaseFactNoted: {
      version: 1,
      data: caseFactSchema({
        ComplaintReceived: { complaintNo: t.ref() },
        WithdrawalRequested: {},
        Referred: {},
        HistoricCaseRecorded: { source: t.code(), ...historicEnd },
        HistoricCaseCorrected: historicEnd,
        FinalResponseIssued: { outcome: t.oneOf(respondedOutcomes) },
        ResponsibilityAttributed: { departmentIds: t.list(t.id(), 20) },
        DisputeWindowClosed: { formNo, at: t.timestamp() },
      }),
    },
    FeedbackFormSent: {
      version: 1,
      data: t.object({
        round,
        formNo,
        departmentId: t.id(),
        message: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    FeedbackAcknowledged: { version: 1, data: t.object({ round, formNo, departmentId: t.id() }) },
    FeedbackDisputed: {
      version: 1,
      data: t.object({
        round,
        formNo,
        departmentId: t.id(),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    DisputeDecided: {
      version: 1,
      data: t.object({
        round,
        formNo,
        departmentId: t.id(),
        stands: t.flag(),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    SurveySent: {
      version: 1,
      data: t.object({
        round,
        instrument: t.oneOf(['CSAT', 'CES', 'NPS']),
        channel: t.oneOf(channels),
      }),
    },
    SurveyDeclined: { version: 1, data: t.object({ round }) },
    SurveyAnswered: {
      version: 1,
      data: t.object({
        round,
        csat: t.optional(t.int(1, 5)),
        ces: t.optional(t.int(1, 7)),
        nps: t.optional(t.int(0, 10)),
        comment: t.optional(t.personalText('complaint', { maxLength: 5_000 })),
      }),
    },
    OutcomeDisputed: { version: 1, data: t.object({ round, source: t.code() }) },
    PreventionDecided: {
      version: 1,
      data: t.object({
        round,
        mode: t.oneOf(preventionModes),
        capaId: t.optional(t.id()),
        approverId: t.optional(t.id()),
        measure: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    ComplaintClosed: {
      version: 1,
      data: t.object({
        round,
        outcome: t.oneOf(outcomes),
        unmetGates: t.list(t.oneOf(closeGates), 10),
        overrideReason: t.optional(t.personalText('complaint', { maxLength: 2_000 })),
      }),
    },
    ClosedAsImported: {
      version: 1,
      data: t.object({ round, response: t.code(), unmetGates: t.list(t.oneOf(closeGates), 10) }),
    },
    ComplaintReopened: {
      version: 1,
      data: t.object({
        /** The new round. */
        round,
        newFacts: t.flag(),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
  },
);

export type ClosureEvent = AnyEventOf<typeof closureEvents>;
