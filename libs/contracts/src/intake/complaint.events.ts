import { channels } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/** What other systems say of a case that they have already handled, in our codes. */
export const historicFacts = t.object({
  businessUnit: t.optional(t.code()),
  causePath: t.list(t.code(), 4),
  passedOnAt: t.optional(t.timestamp()),
  regionCode: t.optional(t.code()),
  response: t.optional(t.code()),
  publicResponse: t.optional(t.code()),
  standing: t.oneOf(['CLOSED', 'INVESTIGATING']),
  promiseKept: t.optional(t.flag()),
  disputed: t.optional(t.flag()),
  tags: t.list(t.code(), 8),
});

/** Receipt and care of a complaint: what was said, by whom, when, and how we thanked for it. */
export const complaintEvents = defineEvents(
  { log: 'intake', category: 'complaint' },
  {
    ComplaintReceived: {
      version: 1,
      data: t.object({
        complaintId: t.id(),
        complaintNo: t.ref(),
        channel: t.oneOf(channels),
        form: t.oneOf(['ORAL', 'WRITTEN']),
        receivedAt: t.timestamp(),
        subject: t.oneOf(['GOODS', 'SERVICE_MANNER']),
        anonymous: t.flag(),
        content: t.optional(t.personalText('complaint')),
        contact: t.optional(t.personalText('complaint', { maxLength: 500 })),
        expectedOutcome: t.optional(t.personalText('complaint', { maxLength: 2_000 })),
        claimedCustomerRef: t.optional(t.personalText('complaint', { maxLength: 200 })),
        customerId: t.optional(t.id()),
        orderRef: t.optional(t.ref()),
        language: t.language(),
        source: t.optional(t.code()),
        externalRef: t.optional(t.ref()),
      }),
    },
    ComplainantThanked: {
      version: 1,
      data: t.object({
        templateId: t.code(),
        channel: t.oneOf(channels),
        ownerId: t.id(),
        nextUpdateAt: t.timestamp(),
        words: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    ApologyGiven: {
      version: 1,
      data: t.object({
        scope: t.oneOf(['EXPERIENCE', 'DELAY', 'PRODUCT', 'CONDUCT']),
        channel: t.oneOf(channels),
        liabilityAdmitted: t.flag(),
      }),
    },
    ContactLogged: {
      version: 1,
      data: t.object({
        direction: t.oneOf(['INBOUND', 'OUTBOUND']),
        purpose: t.oneOf(['UPDATE', 'QUESTION', 'ANSWER', 'CHASER', 'OTHER']),
        channel: t.oneOf(channels),
        durationSec: t.optional(t.int(0, 86_400)),
        holdSec: t.optional(t.int(0, 86_400)),
        emotionStart: t.optional(t.int(1, 5)),
        emotionEnd: t.optional(t.int(1, 5)),
        essenceConfirmed: t.optional(t.flag()),
        summary: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
    /** The claim of the complainant to be this customer is proven; it counts for nothing before. */
    ComplainantLinked: {
      version: 1,
      data: t.object({
        customerId: t.id(),
        evidenceIds: t.list(t.id(), 20),
        confidencePct: t.int(1, 100),
      }),
    },
    ComplainantUnlinked: {
      version: 1,
      data: t.object({
        customerId: t.id(),
        reason: t.personalText('complaint', { maxLength: 2_000 }),
      }),
    },
    WithdrawalRequested: {
      version: 1,
      data: t.object({
        by: t.oneOf(['CUSTOMER', 'REPRESENTATIVE']),
        reason: t.personalText('complaint', { maxLength: 2_000 }),
      }),
    },
    Referred: {
      version: 1,
      data: t.object({ body: t.code(), reason: t.personalText('complaint', { maxLength: 2_000 }) }),
    },
    ComplaintCorrected: {
      version: 1,
      data: t.object({
        field: t.code(),
        /** Codes, times and references before and after; texts are in the events they stand in. */
        before: t.optional(t.ref()),
        after: t.optional(t.ref()),
        text: t.optional(t.personalText('complaint')),
        reason: t.personalText('complaint', { maxLength: 2_000 }),
      }),
    },
    HistoricCaseRecorded: {
      version: 1,
      data: t.object({
        source: t.code(),
        externalRef: t.ref(),
        facts: historicFacts,
        /** Row of the file the case was read from, counted from 1 without the heading. */
        rowNo: t.optional(t.int(1, 1_000_000_000)),
        suspectedDuplicateOf: t.optional(t.id()),
        suspectedDuplicateOfRowNo: t.optional(t.int(1, 1_000_000_000)),
        passedOnBeforeReceived: t.flag(),
        narrativeMac: t.optional(t.sha256()),
        businessUnitName: t.optional(t.tenantText({ maxLength: 200 })),
        causeNames: t.optional(t.tenantText({ maxLength: 1_000 })),
      }),
    },
    HistoricCaseCorrected: {
      version: 1,
      data: t.object({
        facts: historicFacts,
        changed: t.list(t.code(), 16),
        narrativeMac: t.optional(t.sha256()),
        content: t.optional(t.personalText('complaint')),
        rowNo: t.optional(t.int(1, 1_000_000_000)),
      }),
    },
  },
);

export type ComplaintEvent = AnyEventOf<typeof complaintEvents>;
