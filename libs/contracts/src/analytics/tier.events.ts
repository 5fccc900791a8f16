import { riskTiers } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

const tier = t.oneOf(riskTiers);
const step = { from: tier, to: tier };
const proposalNo = t.int(1, 1_000_000);
const reason = t.personalText('customer', { maxLength: 5_000 });

/**
 * Score and tier of one customer. Score, tier and dates are all that is published: what they are made
 * of is derived again from the facts for whoever may see it.
 */
export const tierEvents = defineEvents(
  { log: 'analytics', category: 'tier' },
  {
    RiskScored: {
      version: 1,
      data: t.object({
        /** Millipoints, 0 to 100,000. */
        scorePts: t.int(0, 100_000),
        tier,
        modelVersion: t.int(1, 1_000_000),
        policyVersion: t.int(1, 1_000_000),
        /** The local day of the tenant's zone for which the score was computed. */
        asOf: t.localDate(),
        /** When the tier falls if nothing else happens: the beginning of that local day. */
        nextChangeAt: t.optional(t.timestamp()),
      }),
    },
    /** To T1 or T2, which need nobody's confirmation. */
    TierRaised: {
      version: 1,
      data: t.object({ ...step, asOf: t.localDate(), cause: t.oneOf(['SCORE', 'SAFETY']) }),
    },
    /** To T3 or T4: counts only once a person confirms it. */
    TierProposed: {
      version: 1,
      data: t.object({
        ...step,
        proposalNo,
        asOf: t.localDate(),
        cause: t.oneOf(['SCORE', 'SAFETY', 'SAFETY_FLOOR']),
        lapsesAt: t.timestamp(),
        /** Confirmed facts known then: a proposal that was refused waits for a further one. */
        confirmedFacts: t.int(0, 1_000_000),
      }),
    },
    TierConfirmed: { version: 1, data: t.object({ ...step, proposalNo, reason }) },
    TierDeclined: { version: 1, data: t.object({ ...step, proposalNo, reason }) },
    /** What it rested on is gone, e.g. rejected, or a higher one takes its place: nobody has refused. */
    TierProposalWithdrawn: { version: 1, data: t.object({ ...step, proposalNo }) },
    TierLapsed: { version: 1, data: t.object({ ...step, proposalNo }) },
    TierLowered: {
      version: 1,
      data: t.object({
        ...step,
        cause: t.oneOf(['DECAY', 'REVIEW']),
        reason: t.optional(reason),
        /** Of a review: confirmed facts known then. The tier is not entered again on the same ones. */
        confirmedFacts: t.optional(t.int(0, 1_000_000)),
      }),
    },
    /** Looked at by a person and left as it is. */
    TierReviewed: { version: 1, data: t.object({ tier, reason }) },
  },
);

export type TierEvent = AnyEventOf<typeof tierEvents>;
