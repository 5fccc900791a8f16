import type { Timestamp } from '@redress/kernel';
import {
  componentsOf,
  type Members,
  membersAsOf,
} from '../../domain/risk/facts/component.policy.js';
import { type IdentityFacts, initialFacts } from '../../domain/risk/facts/identity-facts.js';
import type { PathSubject } from '../../domain/risk/what-if/tier-path.policy.js';

/**
 * Who spoke for themselves and others at `until`, each with all who had ever been linked with them by
 * then. Links that were made later part nobody and join nobody, so a rerun finds the same.
 */
export function subjectsOf(members: Members, until: Timestamp): readonly PathSubject[] {
  const then = membersAsOf(members, until, 'recorded');
  return everLinkedParts(then)
    .filter((part) => [...part.values()].some(weighs))
    .flatMap((part) =>
      componentsOf(part).flatMap(({ canonicalId: customerId }) => {
        return customerId === null ? [] : [{ members: part, customerId, until }];
      }),
    );
}

/** Parts these identities into those that were ever linked, directly or through others. */
function everLinkedParts(members: Members): readonly Members[] {
  // A cut counts as a link here: whoever was cut off had been linked.
  const joined = [...members].map(([id, facts]) => {
    const links = facts.links.map((move) => ({ ...move, ...everlasting }));
    return [id, { ...facts, links }] as const;
  });
  return componentsOf(new Map(joined)).map((part) => {
    const own = [...part.members.keys()].map(
      (id) => [id, members.get(id) ?? initialFacts] as const,
    );
    return new Map(own);
  });
}

const everlasting = { kind: 'LINKED', evidenceIds: [], confidencePct: 100 } as const;

/** Without these nobody has ever a point against them, whatever the rules are. */
function weighs({ incidents, returns, creditFacts, tier }: IdentityFacts): boolean {
  return incidents.length + returns.length + creditFacts.length + tier.changes.length > 0;
}
