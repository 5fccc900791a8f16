import type { RiskCircumstances, RiskEvent } from './risk-event.js';
import { foldFacts } from './fold-facts.js';
import { initialFacts, presentLinks } from './identity-facts.js';
import { riskReads } from './risk-event.js';
import { id } from '../score/risk-story.setup.js';
import { openProposal, tierOf } from '../tier/tier-history.js';

const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`;

type Told = readonly [
  RiskCircumstances['category'],
  RiskEvent['type'],
  Record<string, unknown>,
  Partial<RiskCircumstances>?,
];

/** What is known after a story; the n-th event occurs in minute n and is recorded one later. */
function known(...story: readonly Told[]) {
  return story.reduce((facts, [category, type, data, more], index) => {
    const event = { type, data, occurredAt: at(index) } as RiskEvent;
    const origin = 'LIVE' as const;
    const recordedAt = at(index + 1);
    return foldFacts(facts, event, { category, origin, recordedAt, streamId: id(1), ...more });
  }, initialFacts);
}

const first = { occurredAt: at(0), recordedAt: at(1) };
const recorded: Told = [
  'incident',
  'ConductIncidentRecorded',
  {
    ...{ identityId: id(7), class: 'BEHAVIOUR', factor: 'B1', severity: 3 },
    ...{ evidenceIds: [id(8)], reporterId: 'agent-1' },
  },
];

describe('the facts of an identity', () => {
  it('D13 D14: who it is, and who says so', () => {
    const registered = known([
      'customer',
      'CustomerRegistered',
      { partyType: 'ORGANISATION', source: 'SHOP' },
    ]);
    expect(registered).toMatchObject({
      ...{ kind: 'CUSTOMER', partyType: 'ORGANISATION', source: 'SHOP', registered: first },
    });
    expect(known(['complaint', 'ComplaintReceived', {}])).toMatchObject({
      ...{ kind: 'COMPLAINT', partyType: null, registered: first, links: [] },
    });
  });

  it('D7: a return remembers the orders and returns of its occasion', () => {
    const order: Told = ['customer', 'TransactionObserved', {}];
    const returned: Told = ['customer', 'ReturnObserved', { returnId: 'R', source: 'SHOP' }];
    const facts = known(order, order, returned, order, returned, order);
    expect(facts.orders).toBe(4);
    expect(facts.returns.map(({ ordersThen, returnsThen }) => [ordersThen, returnsThen])).toEqual([
      [2, 1],
      [3, 2],
    ]);
    expect(facts.firstOrders).toEqual([first]);
  });

  it('an incident and what was said of it, each verdict kept', () => {
    const facts = known(
      recorded,
      ['incident', 'ConductIncidentConfirmed', { severity: 4 }],
      ['incident', 'ConductIncidentRejected', {}],
    );
    expect(facts.incidents).toEqual([
      {
        incidentId: id(1),
        ...{ class: 'BEHAVIOUR', factor: 'B1', severity: 3, complaintId: null },
        ...{ evidenceIds: [id(8)], reporterId: 'agent-1' },
        ...first,
        verdicts: [
          { kind: 'CONFIRMED', severity: 4, occurredAt: at(1), recordedAt: at(2) },
          { kind: 'REJECTED', occurredAt: at(2), recordedAt: at(3) },
        ],
      },
    ]);
  });

  it('D4 E31: a rehearsal leaves no trace', () => {
    const [category, type, data] = recorded;
    expect(known([category, type, data, { origin: 'DRILL' }])).toBe(initialFacts);
  });

  it('B9: that somebody complained, and that we did not uphold it, is no fact about anybody', () => {
    const honest: Told = [
      'resolution',
      'FinalResponseIssued',
      { round: 1, outcome: 'NOT_UPHELD_HONEST' },
    ];
    expect(known(honest)).toEqual(initialFacts);
    const contact: Told = ['complaint', 'ContactLogged', { emotionStart: 5 }];
    const survey: Told = ['customer', 'ReviewObserved', { rating: 1 }];
    expect(known(contact, survey)).toEqual(initialFacts);
    const right: Told = [
      'resolution',
      'FinalResponseIssued',
      { round: 1, outcome: 'PARTLY_UPHELD' },
    ];
    expect(known(right, honest).responses.map(({ upheld }) => upheld)).toEqual([true, false]);
  });

  it('links, and cuts them again', () => {
    const link = (otherId: string): Told => [
      'customer',
      'IdentityLinked',
      { otherId, evidenceIds: [id(8)], confidencePct: 90 },
    ];
    const cut: Told = ['customer', 'IdentityUnlinked', { otherId: id(2) }];
    expect(presentLinks(known(link(id(3)), link(id(2))))).toEqual([id(2), id(3)]);
    expect(presentLinks(known(link(id(2)), cut))).toEqual([]);
    expect(presentLinks(known(link(id(2)), cut, link(id(2))))).toEqual([id(2)]);
    expect(presentLinks(known(['complaint', 'ComplaintReceived', { customerId: id(5) }]))).toEqual([
      id(5),
    ]);
    const proven: Told = [
      'complaint',
      'ComplainantLinked',
      { customerId: id(5), evidenceIds: [], confidencePct: 80 },
    ];
    const unproven: Told = ['complaint', 'ComplainantUnlinked', { customerId: id(5) }];
    expect(presentLinks(known(proven))).toEqual([id(5)]);
    expect(presentLinks(known(proven, unproven))).toEqual([]);
  });

  it('D12: the tier is what was raised, confirmed and lowered; a proposal is only open', () => {
    const step = { from: 'T2', to: 'T3', proposalNo: 1 };
    const proposed: Told = ['tier', 'TierProposed', { ...step, cause: 'SCORE', lapsesAt: at(59) }];
    const raised: Told = ['tier', 'TierRaised', { from: 'T0', to: 'T2', cause: 'SAFETY' }];
    const open = known(raised, proposed).tier;
    expect([tierOf(open), openProposal(open)?.to]).toEqual(['T2', 'T3']);
    for (const [type, tier] of [
      ['TierConfirmed', 'T3'],
      ['TierDeclined', 'T2'],
      ['TierLapsed', 'T2'],
    ] as const) {
      const ended = known(raised, proposed, ['tier', type, step]).tier;
      expect([tierOf(ended), openProposal(ended)]).toEqual([tier, null]);
    }
    const lowered: Told = ['tier', 'TierLowered', { from: 'T2', to: 'T1', cause: 'DECAY' }];
    expect(tierOf(known(raised, lowered, ['tier', 'TierReviewed', { tier: 'T1' }]).tier)).toBe(
      'T1',
    );
    const scored: Told = [
      'tier',
      'RiskScored',
      { scorePts: 1, tier: 'T0', policyVersion: 1, asOf: '2026-03-01' },
    ];
    expect(known(scored, scored, scored).tier.scores.map(({ recordedAt }) => recordedAt)).toEqual([
      at(3),
      at(2),
    ]);
  });

  it('passes over what it does not know', () => {
    expect(known(['customer', 'CustomerPraised' as RiskEvent['type'], {}])).toBe(initialFacts);
    expect(known(['incident', 'ConductIncidentConfirmed', { severity: 3 }])).toEqual(initialFacts);
    expect(known(['survey' as 'tier', 'TierRaised', {}])).toBe(initialFacts);
  });

  it('reads no protected input: neither surveys, special types, region, appeals nor texts', () => {
    const read = riskReads.map(
      ({ definition: { log, type }, fields }) => `${log} ${type}: ${fields}`,
    );
    expect(read.filter((line) => /follow-up|restriction|triage/.test(line))).toEqual([]);
    const words =
      /survey|special|region|appeal|content|contact|name|reason|description|note|rating/i;
    expect(read.filter((line) => words.test(line))).toEqual([]);
    expect(read.find((line) => line.includes('ComplaintReceived'))).toBe(
      'intake ComplaintReceived: customerId',
    );
  });
});
