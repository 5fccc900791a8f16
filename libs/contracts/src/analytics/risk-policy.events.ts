import { riskCreditKinds, riskFactors, riskTiers } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

const points = t.int(0, 100);
const days = t.int(1, 3_650);

/** Everything that the risk score and the tiers are computed with. Points are whole points. */
export const riskParameters = t.object({
  factors: t.list(
    t.object({
      factor: t.oneOf(riskFactors),
      /** Points at severity 1 to 5. */
      pts: t.list(points, 5),
      capPts: points,
      halfLifeDays: days,
      /** A report counts for nothing until it is confirmed. */
      adjudicated: t.flag(),
      /** Counts as danger: credits never lower it. */
      safety: t.flag(),
    }),
    20,
  ),
  credits: t.list(
    t.object({
      kind: t.oneOf(riskCreditKinds),
      pts: points,
      capPts: points,
      /** Absent where it does not fade. */
      halfLifeDays: t.optional(days),
    }),
    20,
  ),
  creditsCapPts: points,
  tierEntryPts: t.object({ T1: points, T2: points, T3: points, T4: points }),
  rise: t.object({ incidents: t.int(1, 20), reporters: t.int(1, 20), soloSeverity: t.int(1, 5) }),
  fall: t.object({ marginPts: points, days }),
  reported: t.object({ confidencePct: t.int(0, 100), expiresAfterDays: days }),
  proposal: t.object({ lapsesAfterBusinessDays: t.int(1, 60) }),
  floor: t.object({ tier: t.oneOf(riskTiers), severity: t.int(1, 5), days }),
  returnRate: t.object({
    ordersMin: t.int(1, 1_000),
    /** Robust z at which severity 1 to 5 begins, in thousandths. */
    zMilli: t.list(t.int(0, 1_000_000), 5),
  }),
});

/** The versions of the policy by which a tenant's customers are scored. */
export const riskPolicyEvents = defineEvents(
  { log: 'analytics', category: 'risk-policy' },
  {
    RiskPolicyProposed: {
      version: 1,
      data: t.object({
        draftNo: t.int(1, 1_000_000),
        parameters: riskParameters,
        reason: t.tenantText({ maxLength: 5_000 }),
      }),
    },
    /** Approved by another person than the one who proposed it; in force from then on. */
    RiskPolicyPublished: {
      version: 1,
      data: t.object({
        policyVersion: t.int(1, 1_000_000),
        draftNo: t.int(1, 1_000_000),
        parameters: riskParameters,
        reason: t.tenantText({ maxLength: 5_000 }),
      }),
    },
    RiskPolicyRejected: {
      version: 1,
      data: t.object({
        draftNo: t.int(1, 1_000_000),
        reason: t.tenantText({ maxLength: 5_000 }),
      }),
    },
  },
);

export type RiskPolicyEvent = AnyEventOf<typeof riskPolicyEvents>;
