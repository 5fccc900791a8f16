import { calendarSchema } from '../calendar-schema.js';
import { clockBases, clockKinds, severities } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/** The length of one promise; without a severity it holds for all. */
export const clockTarget = t.object({
  kind: t.oneOf(clockKinds),
  severity: t.optional(t.oneOf(severities)),
  basis: t.oneOf(clockBases),
  /** Length in seconds (ELAPSED) … */
  targetSec: t.optional(t.int(1, 100_000_000)),
  /** … or in business days (BUSINESS). Exactly one of the two. */
  targetDays: t.optional(t.int(1, 1_000)),
});

/** Business calendars and clock targets of a tenant, each version for ever. */
export const timePolicyEvents = defineEvents(
  { log: 'triage', category: 'time-policy' },
  {
    CalendarPublished: {
      version: 1,
      data: t.object({ calendarVersion: t.int(1, 1_000_000), calendar: calendarSchema }),
    },
    ClockPolicyPublished: {
      version: 1,
      data: t.object({
        policyVersion: t.int(1, 1_000_000),
        targets: t.list(clockTarget, 100),
        warnPcts: t.list(t.int(1, 100), 8),
        thirdPartyPauseDays: t.int(1, 365),
      }),
    },
  },
);

export type TimePolicyEvent = AnyEventOf<typeof timePolicyEvents>;
