import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/** A customer of the tenant and what the shop systems report of their purchases. */
export const customerEvents = defineEvents(
  { log: 'intake', category: 'customer' },
  {
    CustomerRegistered: {
      version: 1,
      data: t.object({
        partyType: t.oneOf(['PERSON', 'ORGANISATION']),
        name: t.optional(t.personalText('customer', { maxLength: 200 })),
        contact: t.optional(t.personalText('customer', { maxLength: 500 })),
        language: t.optional(t.language()),
        source: t.optional(t.code()),
        externalRef: t.optional(t.ref()),
      }),
    },
    TransactionObserved: {
      version: 1,
      data: t.object({
        orderId: t.ref(),
        units: t.optional(t.int(0, 1_000_000)),
        amountMinor: t.int(-1_000_000_000_000, 1_000_000_000_000),
        currency: t.currency(),
        at: t.timestamp(),
        source: t.code(),
      }),
    },
  },
);

export type CustomerEvent = AnyEventOf<typeof customerEvents>;
