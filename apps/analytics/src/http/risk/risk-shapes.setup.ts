import type { CustomerRiskView } from '../../read-models/customers/customer-risk.view.js';
import type { RiskExplanationView } from './risk-explanation.dto.js';
import type { CustomerRecord } from './risk-record.dto.js';

/** What names a customer, their complaints or staff: none of it is for an analyst. */
export const names = {
  customer: '0190b000-0000-7000-8000-0000000000c1',
  other: '0190b000-0000-7000-8000-0000000000c2',
  complaint: '0190b000-0000-7000-8000-0000000000c3',
  reporter: '0190b000-0000-7000-8000-0000000000a1',
  order: 'ORDER-17',
  returned: 'RETURN-17',
  payment: 'PAYMENT-17',
  review: 'REVIEW-17',
  complaintNo: 'C-2026-000017',
};

const at = '2026-03-01T04:00:00.000Z';
const evidence = '0190b000-0000-7000-8000-0000000000e1';
const incidentId = '0190b000-0000-7000-8000-0000000000f1';
const byHand = { source: 'MANUAL', manner: 'BY_HAND' } as const;

/** A row of a list with something in every field. */
export const row: CustomerRiskView = {
  ...{ id: names.customer, tier: 'T2', tierSince: new Date(at), trend: 'RISING', brightSpots: 1 },
  ...{ partyType: 'PERSON', source: 'SHOP', registeredAt: new Date(at), mergedInto: null },
  identities: [names.customer, names.other, names.complaint],
  ...{ scorePts: 33_000, scoredOn: '2026-03-01', nextChangeAt: new Date(at), proposedTier: 'T3' },
  ...{ proposalNo: 1, proposedAt: new Date(at), proposalLapsesAt: new Date(at) },
  ...{ incidentsReported: 1, incidentsConfirmed: 2, incidentsRejected: 3 },
  ...{ orders: 4, returns: 5, complaints: 6 },
};

/** A record with something in every list. */
export const record: Required<CustomerRecord> = {
  ...{ id: names.customer, mergedInto: names.other, tier: 'T2', tierSince: at, trend: 'RISING' },
  brightSpotCount: 1,
  basic: {
    ...{ partyType: 'PERSON', source: 'SHOP', registeredAt: at },
    identities: [names.customer, names.other, names.complaint].map((id) => ({
      ...{ id, kind: 'CUSTOMER', partyType: 'PERSON', source: 'SHOP', since: at },
    })),
    links: [
      {
        ...{ identityId: names.complaint, otherId: names.customer, evidenceIds: [evidence] },
        ...{ confidencePct: 90, linkedAt: at },
      },
    ],
  },
  transactions: {
    ...{ orders: 1, firstOrderAt: at, lastOrderAt: at },
    lastOrders: [{ orderId: names.order, at, amountMinor: 1, currency: 'CNY', ...byHand }],
    returns: [
      {
        ...{ returnId: names.returned, orderId: names.order, at, reason: null, daysHeld: 3 },
        ...byHand,
      },
    ],
  },
  credit: [
    {
      ...{ creditId: names.payment, kind: 'PAYMENT_OVERDUE', severity: 2, lawfulBasis: 'CONTRACT' },
      ...{ at, ...byHand },
    },
  ],
  feedback: {
    complaints: [
      {
        ...{ complaintId: names.complaint, complaintNo: names.complaintNo, stage: 'CLOSED' },
        ...{ outcome: 'UPHELD', disputed: false, surveys: [] },
      },
    ],
    reviews: [{ reviewId: names.review, rating: 2, at, ...byHand }],
  },
  proposal: { to: 'T3', proposalNo: 1, proposedAt: at, lapsesAt: at },
  score: { asOf: '2026-03-01', scorePts: 33_000, safetyPts: 0, policyVersion: 1 },
  nextChangeAt: at,
  conduct: [
    {
      ...{ incidentId, identityId: names.customer, complaintId: names.complaint, factor: 'B1' },
      ...{ class: 'BEHAVIOUR', severity: 3, standing: 'REPORTED', evidenceIds: [evidence] },
      ...{ reporterId: names.reporter, occurredAt: at, recordedAt: at, judgedAt: null, ...byHand },
    },
  ],
  brightSpots: [
    {
      spotId: incidentId,
      identityId: names.other,
      kind: 'PRAISE',
      evidenceId: evidence,
      at,
      ...byHand,
    },
  ],
};

const weight = {
  ...{ evidenceIds: [evidence], severity: 3, ageDays: 1, decayPpm: 1_000_000 },
  ...{ confidencePct: 100, millipoints: 4_000, endsOn: null },
};

/** An explanation with a contribution of every source. */
export const explanation: RiskExplanationView = {
  ...{ customerId: names.customer, at, axis: 'recorded', asOf: '2026-03-01', tier: 'T2' },
  ...{ policyVersion: 1, scorePts: 33_000, safetyPts: 0, furtherContributions: 0 },
  contributions: [
    { of: 'T2', source: 'PAYMENT', factId: `BANK/${names.payment}`, ...weight },
    { of: 'T1', source: 'RETURN_RATE', factId: `SHOP/${names.returned}`, ...weight },
    { of: 'B1', source: 'INCIDENT', factId: incidentId, ...weight },
  ],
  factors: [{ of: 'B1', summedMilli: 4_000, capMilli: 30_000, countedMilli: 4_000 }],
  credits: [
    { of: 'COMPLAINT_UPHELD', source: 'RESPONSE', factId: `${names.complaint}/1`, ...weight },
    { of: 'PRAISE', source: 'BRIGHT_SPOT', factId: incidentId, ...weight },
    { of: 'TENURE', source: 'TENURE', factId: 'TENURE/1', ...weight },
  ],
  creditKinds: [],
  creditsCapMilli: 30_000,
  tierSince: '2026-02-01',
  nextRise: {
    ...{ to: 'T3', entryMilli: 50_000, waitsFor: ['POINTS'] },
    support: { incidents: 1, reporters: 1, topSeverity: 3 },
  },
  relief: {
    missingMilli: 3_001,
    withoutFact: {
      factor: 'T2',
      source: 'PAYMENT',
      factId: `BANK/${names.payment}`,
      lowersMilli: 4_000,
    },
    withCredit: null,
  },
  ...{ lapsesOn: '2026-04-01', heldUntil: null, nextBand: null },
};
