import { channels } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/**
 * A report (举报): somebody tells of misconduct and may need protection for it. Confidential from the
 * first byte; it is no fact about a customer and enters no score.
 */
export const reportEvents = defineEvents(
  { log: 'conduct', category: 'report' },
  {
    ReportReceived: {
      version: 1,
      data: t.object({
        channel: t.oneOf(channels),
        about: t.oneOf(['STAFF', 'CUSTOMER', 'PROCESS', 'OTHER']),
        anonymous: t.flag(),
        content: t.personalText('complaint'),
        contact: t.optional(t.personalText('complaint', { maxLength: 500 })),
      }),
    },
    ReportAssessed: {
      version: 1,
      data: t.object({
        outcome: t.oneOf(['SUBSTANTIATED', 'UNSUBSTANTIATED', 'REFERRED']),
        reason: t.personalText('complaint', { maxLength: 5_000 }),
      }),
    },
  },
);

export type ReportEvent = AnyEventOf<typeof reportEvents>;
