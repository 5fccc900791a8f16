import type { Timestamp, Uuid } from '@redress/kernel';
import type { Members } from './component.policy.js';
import type { IdentityFacts } from './identity-facts.js';
import type { Stamps } from './stamps.js';

/** An instant at which something was learnt that may change a score. */
export interface FactMoment {
  readonly at: Timestamp;
  /** Under whom it was recorded. */
  readonly identityId: Uuid;
  /** As in the contributions of a score; of a link the identity at its other end. */
  readonly factId: string;
  /** A link concerns both its ends, whichever component they are in afterwards. */
  readonly isLink: boolean;
}

/** All such instants of these identities, in order. An order of goods is none. */
export function factMoments(members: Members): readonly FactMoment[] {
  return [...members]
    .flatMap(([identityId, facts]) => momentsOf(facts).map((each) => ({ identityId, ...each })))
    .sort((a, b) => byText(a.at, b.at) || byText(a.factId, b.factId));
}

function momentsOf(facts: IdentityFacts): readonly Omit<FactMoment, 'identityId'>[] {
  const learnt = (factId: string, { recordedAt }: Stamps) => {
    return { at: recordedAt, factId, isLink: false };
  };
  return [
    ...facts.returns.map((each) => learnt(`${each.source}/${each.returnId}`, each)),
    ...facts.creditFacts.map((each) => learnt(`${each.source}/${each.creditId}`, each)),
    ...facts.brightSpots.map((each) => learnt(each.spotId, each)),
    ...facts.incidents.flatMap((each) => {
      return [each, ...each.verdicts].map((stamps) => learnt(each.incidentId, stamps));
    }),
    ...facts.responses.map((each) => learnt(`${each.complaintId}/${each.round}`, each)),
    ...facts.links.map((each) => ({ ...learnt(each.otherId, each), isLink: true })),
  ];
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
