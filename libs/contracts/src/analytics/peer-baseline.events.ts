import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/**
 * How often the customers of a tenant return what they buy. Published at most once a local day, so
 * that the purchase of one customer does not change the score of all others.
 */
export const peerBaselineEvents = defineEvents(
  { log: 'analytics', category: 'peer-baseline' },
  {
    PeerBaselinePublished: {
      version: 1,
      data: t.object({
        group: t.oneOf(['PERSON', 'ORGANISATION']),
        date: t.localDate(),
        /** Returns per order, in thousandths: median and median absolute deviation. */
        medianMilli: t.int(0, 1_000_000),
        madMilli: t.int(0, 1_000_000),
        /** Customers that were compared. */
        n: t.int(1, 1_000_000_000),
      }),
    },
  },
);

export type PeerBaselineEvent = AnyEventOf<typeof peerBaselineEvents>;
