import fc from 'fast-check';
import { componentOf, componentsOf, everLinked, type Members } from './component.policy.js';
import { type IdentityFacts, initialFacts, type LinkMove } from './identity-facts.js';
import { daysAgo, id } from '../score/risk-story.setup.js';

const [anna, ann, nobody, complaint] = [id(1), id(2), id(3), id(4)];

const linked = (otherId: string): LinkMove => ({
  kind: 'LINKED',
  otherId,
  evidenceIds: [id(99)],
  confidencePct: 90,
  ...daysAgo(5),
});
const unlinked = (otherId: string): LinkMove => ({ kind: 'UNLINKED', otherId, ...daysAgo(1) });

const customer = (...links: readonly LinkMove[]): IdentityFacts => ({
  ...initialFacts,
  kind: 'CUSTOMER',
  links,
});
const caseOf = (...links: readonly LinkMove[]): IdentityFacts => ({
  ...initialFacts,
  kind: 'COMPLAINT',
  links,
});

describe('identities that are one person (A38)', () => {
  it('hang together by a link in either direction', () => {
    const members: Members = new Map([
      [anna, customer(linked(ann))],
      [ann, customer()],
      [nobody, customer()],
    ]);
    expect([...(componentOf(members, ann)?.members.keys() ?? [])].sort()).toEqual([anna, ann]);
    expect(componentsOf(members)).toHaveLength(2);
  });

  it('are spoken for by whoever is in the highest tier, so that a link lowers nobody', () => {
    const raised = {
      ...{ kind: 'CONFIRMED' as const, from: 'T2' as const, to: 'T3' as const, proposalNo: 1 },
      ...{ cause: null, lapsesAt: null, ...daysAgo(3) },
    };
    const grave = { ...customer(), tier: { changes: [raised], scores: [] } };
    const members: Members = new Map([
      [anna, customer(linked(ann))],
      [ann, grave],
    ]);
    expect(componentOf(members, anna)?.canonicalId).toBe(ann);
    const parted: Members = new Map([
      [anna, customer(linked(ann), unlinked(ann))],
      [ann, grave],
    ]);
    expect(componentOf(parted, anna)?.canonicalId).toBe(anna);
  });

  it('among equals are spoken for by the smallest id, never by a complaint', () => {
    const members: Members = new Map([
      [ann, customer(linked(anna))],
      [anna, customer()],
      [complaint, caseOf(linked(ann))],
    ]);
    expect(componentOf(members, complaint)?.canonicalId).toBe(anna);
    expect(componentOf(new Map([[complaint, caseOf()]]), complaint)?.canonicalId).toBeNull();
  });

  it('part again when the link is cut, and are remembered as once linked', () => {
    const parted = customer(linked(ann), unlinked(ann));
    const members: Members = new Map([
      [anna, parted],
      [ann, customer()],
    ]);
    expect(componentOf(members, anna)?.members.size).toBe(1);
    expect(everLinked(parted)).toEqual([ann]);
    expect(
      componentOf(
        new Map([
          [anna, customer(linked(ann), unlinked(ann), linked(ann))],
          [ann, customer()],
        ]),
        ann,
      )?.members.size,
    ).toBe(2);
  });

  it('are unknown where nothing was recorded', () => {
    expect(componentOf(new Map([[anna, customer(linked(nobody))]]), nobody)).toBeUndefined();
  });

  it('are the classes of an equivalence: every member once, and both ends of each link together', () => {
    const graphs = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 });
    fc.assert(
      fc.property(graphs, (edges) => {
        const members = new Map(
          Array.from({ length: 8 }, (_, each) => [
            id(each),
            customer(...edges.filter(([from]) => from === each).map(([, to]) => linked(id(to)))),
          ]),
        );
        const components = componentsOf(members);
        const all = components.flatMap((each) => [...each.members.keys()]);
        expect(all.sort()).toEqual([...members.keys()].sort());
        for (const [from, to] of edges) {
          expect(componentOf(members, id(from))?.canonicalId).toBe(
            componentOf(members, id(to))?.canonicalId,
          );
        }
      }),
    );
  });
});
