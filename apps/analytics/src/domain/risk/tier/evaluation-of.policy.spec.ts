import { initialFacts } from '../facts/identity-facts.js';
import { confirmed, customer, daysAgo, id } from '../score/risk-story.setup.js';
import { reportersOf } from './evaluation-of.policy.js';

describe('who reported what is known of a customer (A8)', () => {
  it('are all reporters of everybody who was ever linked, also once the link is cut', () => {
    const [customerId, complaintId] = [id(1), id(2)];
    const [own, theirs] = [confirmed('B1', 3, 1), confirmed('B2', 4, 1)];
    const proof = { evidenceIds: [id(9)], confidencePct: 90 };
    const links = [
      { kind: 'LINKED' as const, otherId: complaintId, ...proof, ...daysAgo(2) },
      { kind: 'UNLINKED' as const, otherId: complaintId, ...daysAgo(0) },
    ];
    const members = new Map([
      [customerId, { ...customer, links, incidents: [own, { ...own, incidentId: id(7) }] }],
      [complaintId, { ...initialFacts, kind: 'COMPLAINT' as const, incidents: [theirs] }],
    ]);
    expect(reportersOf(members)).toEqual([own.reporterId, theirs.reporterId].sort());
  });
});
