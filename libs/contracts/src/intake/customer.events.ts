import { brightSpotKinds, creditKinds } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/**
 * A customer of the tenant: who they turned out to be, and what shop systems and people report of
 * them. Every fact stays under the customer that it was recorded for; links join customers, and an
 * unlink parts them again.
 */
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
    ReturnObserved: {
      version: 1,
      data: t.object({
        returnId: t.ref(),
        orderId: t.ref(),
        reason: t.optional(t.code()),
        daysHeld: t.optional(t.int(0, 36_500)),
        amountMinor: t.optional(t.int(0, 1_000_000_000_000)),
        currency: t.optional(t.currency()),
        at: t.timestamp(),
        source: t.code(),
      }),
    },
    CreditObserved: {
      version: 1,
      data: t.object({
        creditId: t.ref(),
        kind: t.oneOf(creditKinds),
        /** 1 slight … 5 grave; of a settled payment it says nothing. */
        severity: t.int(1, 5),
        lawfulBasis: t.code(),
        at: t.timestamp(),
        source: t.code(),
      }),
    },
    ReviewObserved: {
      version: 1,
      data: t.object({
        reviewId: t.ref(),
        rating: t.int(1, 5),
        url: t.optional(t.personalText('customer', { maxLength: 2_000 })),
        at: t.timestamp(),
        source: t.code(),
      }),
    },
    BrightSpotRecorded: {
      version: 1,
      data: t.object({
        spotId: t.id(),
        kind: t.oneOf(brightSpotKinds),
        evidenceId: t.id(),
        /** The system that reports it, or `MANUAL`. */
        source: t.optional(t.code()),
        note: t.optional(t.personalText('customer', { maxLength: 2_000 })),
      }),
    },
    IdentityLinked: {
      version: 1,
      data: t.object({
        otherId: t.id(),
        evidenceIds: t.list(t.id(), 20),
        confidencePct: t.int(1, 100),
      }),
    },
    IdentityUnlinked: {
      version: 1,
      data: t.object({
        otherId: t.id(),
        reason: t.personalText('customer', { maxLength: 2_000 }),
      }),
    },
  },
);

export type CustomerEvent = AnyEventOf<typeof customerEvents>;
