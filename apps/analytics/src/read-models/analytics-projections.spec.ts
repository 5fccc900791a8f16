import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  complaintEvents,
  customerEvents,
  incidentEvents,
  resolutionEvents,
  tierEvents,
} from '@redress/contracts';
import { type GoldenHashes, goldenHashes, goldenProblems } from '@redress/projections';
import { type CorpusStream, goldenCorpus } from '@redress/testing';
import { ids, importedStory, story, type Told } from '../../test/case-story.js';
import { analyticsProjections } from './analytics-projections.js';

const golden: GoldenHashes = JSON.parse(
  readFileSync(join(__dirname, '../../test/analytics.golden.json'), 'utf8'),
);

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [anna, ann, imported] = [id(1), id(2), id(3)];
const evidenceIds = [id(90)];

/** The streams of a case: one id and one partition in every log. */
const caseStreams = (told: Readonly<Record<string, readonly Told[]>>, caseId: string) =>
  Object.values(told).map(
    (stream): CorpusStream => ({
      id: caseId,
      told: stream.map(({ definition, data }) => [definition, data]),
    }),
  );

const incident = (incidentId: string, reporterId: string): CorpusStream => ({
  id: incidentId,
  orderingKey: `golden/${anna}`,
  told: [
    [
      incidentEvents.ConductIncidentRecorded,
      {
        ...{ identityId: anna, identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor: 'B1' },
        ...{ severity: 3, evidenceIds, reporterId, source: 'MANUAL' },
        description: { sealed: `complaint:${incidentId}` },
      },
    ],
    [
      incidentEvents.ConductIncidentConfirmed,
      {
        ...{ identityId: anna, severity: 4, adjudicatorId: id(70) },
        reason: { sealed: `complaint:${incidentId}` },
      },
    ],
  ],
});

const bought = {
  amountMinor: 1_990,
  currency: 'CNY',
  at: '2026-03-01T09:00:00.000Z',
  source: 'SHOP',
};

const customers: readonly CorpusStream[] = [
  {
    id: anna,
    told: [
      [customerEvents.CustomerRegistered, { partyType: 'PERSON', source: 'SHOP' }],
      [customerEvents.TransactionObserved, { orderId: 'A-1', ...bought }],
      [customerEvents.TransactionObserved, { orderId: 'A-2', ...bought }],
      [
        customerEvents.ReturnObserved,
        { returnId: 'R-1', orderId: 'A-1', at: bought.at, source: 'SHOP' },
      ],
      [
        customerEvents.CreditObserved,
        {
          ...{ creditId: 'P-1', kind: 'PAYMENT_OVERDUE', severity: 2, lawfulBasis: 'CONTRACT' },
          ...{ at: bought.at, source: 'SHOP' },
        },
      ],
      [customerEvents.IdentityLinked, { otherId: ann, evidenceIds, confidencePct: 95 }],
    ],
  },
  {
    id: ann,
    told: [
      [customerEvents.CustomerRegistered, { partyType: 'PERSON' }],
      [
        customerEvents.BrightSpotRecorded,
        { spotId: id(50), kind: 'PRAISE', evidenceId: id(90), source: 'MANUAL' },
      ],
    ],
  },
  incident(id(10), id(61)),
  incident(id(11), id(62)),
  {
    id: ids.complaint,
    told: [
      [complaintEvents.ComplainantLinked, { customerId: anna, evidenceIds, confidencePct: 100 }],
    ],
  },
  {
    id: ids.complaint,
    told: [[resolutionEvents.FinalResponseIssued, { round: 2, outcome: 'UPHELD' }]],
  },
  {
    id: anna,
    told: [
      [
        tierEvents.RiskScored,
        {
          ...{ scorePts: 25_000, tier: 'T0', modelVersion: 1, policyVersion: 1 },
          asOf: '2026-03-02',
        },
      ],
      [tierEvents.TierRaised, { from: 'T0', to: 'T1', asOf: '2026-03-02', cause: 'SCORE' }],
      [
        tierEvents.TierProposed,
        {
          ...{ from: 'T1', to: 'T3', proposalNo: 1, asOf: '2026-03-02', cause: 'SAFETY_FLOOR' },
          ...{ lapsesAt: '2026-03-09T10:00:00.000Z', confirmedFacts: 2 },
        },
      ],
    ],
  },
];

describe('the read models of analytics', () => {
  it('give the golden rows of their version: a change of a fold needs a new version', () => {
    const records = goldenCorpus([
      ...caseStreams(story, ids.complaint),
      ...caseStreams(importedStory, imported),
      ...customers,
    ]);
    expect(goldenProblems(golden, goldenHashes(analyticsProjections, records))).toEqual([]);
  });
});
