import { caseFactSchema } from '../case-fact.js';
import { clockBases, clockKinds, pauseReasons } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

const round = t.int(1, 1_000);
const clockId = t.id();
const kind = t.oneOf(clockKinds);
const warnings = t.list(t.object({ pct: t.int(1, 100), at: t.timestamp() }), 8);

/** The promises of one case and how they were kept. */
export const clockEvents = defineEvents(
  { log: 'triage', category: 'clock' },
  {
    CaseFactNoted: {
      version: 1,
      data: caseFactSchema({
        ContactLogged: {
          direction: t.oneOf(['INBOUND', 'OUTBOUND']),
          purpose: t.oneOf(['UPDATE', 'QUESTION', 'ANSWER', 'CHASER', 'OTHER']),
          occurredAt: t.timestamp(),
        },
      }),
    },
    ClockStarted: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        subjectId: t.optional(t.ref()),
        startedAt: t.timestamp(),
        targetSec: t.int(1, 100_000_000),
        targetDays: t.optional(t.int(1, 1_000)),
        basis: t.oneOf(clockBases),
        policyVersion: t.int(1, 1_000_000),
        calendarVersion: t.int(1, 1_000_000),
        dueAt: t.timestamp(),
        warnings,
      }),
    },
    ClockPaused: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        reason: t.oneOf(pauseReasons),
        /** No question went out in the ten minutes before: shown in the pause audit. */
        withoutQuestion: t.flag(),
        /** Where the reason may not last for ever: when the clock resumes by itself, and to what. */
        limit: t.optional(t.object({ resumesAt: t.timestamp(), dueAt: t.timestamp(), warnings })),
      }),
    },
    ClockResumed: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        cause: t.oneOf(['PERSON', 'CUSTOMER_WROTE', 'LIMIT_REACHED']),
        dueAt: t.timestamp(),
        warnings,
      }),
    },
    ClockWarned: { version: 1, data: t.object({ round, clockId, kind, pct: t.int(1, 100) }) },
    ClockBreached: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        /** What it was about where a case has several of a kind: a proposal, a form. */
        subjectId: t.optional(t.ref()),
        dueAt: t.timestamp(),
      }),
    },
    ClockMet: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        elapsedSec: t.int(0, Number.MAX_SAFE_INTEGER),
        /** Seconds past the due time; 0 when the promise was kept. */
        overSec: t.int(0, Number.MAX_SAFE_INTEGER),
      }),
    },
    ClockCancelled: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        reason: t.oneOf(['RECLASSIFIED', 'CASE_ENDED', 'SUPERSEDED']),
      }),
    },
    ClockRestated: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        metAt: t.timestamp(),
        evidenceIds: t.list(t.id(), 20),
        requestedBy: t.actorId(),
        reason: t.personalText('complaint', { maxLength: 2_000 }),
      }),
    },
    ClockRestatementRequested: {
      version: 1,
      data: t.object({
        round,
        clockId,
        kind,
        metAt: t.timestamp(),
        evidenceIds: t.list(t.id(), 20),
        reason: t.personalText('complaint', { maxLength: 2_000 }),
      }),
    },
    PromiseOutcomeRecorded: {
      version: 1,
      data: t.object({
        round,
        promise: t.oneOf(['TIMELY_RESPONSE']),
        kept: t.flag(),
        source: t.code(),
      }),
    },
  },
);

export type ClockEvent = AnyEventOf<typeof clockEvents>;
