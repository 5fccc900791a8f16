import type { Uuid } from '@redress/kernel';
import { type IdentityFacts, presentLinks } from './identity-facts.js';

/** Identities by their id. */
export type Members = ReadonlyMap<Uuid, IdentityFacts>;

/** Identities that are the same person as far as is known: each member, and who speaks for all. */
export interface IdentityComponent {
  readonly members: Members;
  /** The customer under whom the others are shown; null while only complaints hang together. */
  readonly canonicalId: Uuid | null;
}

/** Everybody this identity was ever linked with: a superset of any time's component. */
export function everLinked({ links }: IdentityFacts): readonly Uuid[] {
  return [...new Set(links.map(({ otherId }) => otherId))].sort();
}

/** Parts these identities into those that are linked at present, directly or through others. */
export function componentsOf(members: Members): readonly IdentityComponent[] {
  const left = new Map(members);
  const neighbours = neighboursOf(members);
  const components: IdentityComponent[] = [];
  for (const id of [...members.keys()].sort()) {
    if (!left.has(id)) continue;
    const found = new Map<Uuid, IdentityFacts>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const facts = left.get(next);
      if (!facts) continue;
      left.delete(next);
      found.set(next, facts);
      open.push(...(neighbours.get(next) ?? []));
    }
    components.push({ members: found, canonicalId: canonicalOf(found) });
  }
  return components;
}

/** The component of one identity; undefined when nothing is known of it. */
export function componentOf(members: Members, id: Uuid): IdentityComponent | undefined {
  return componentsOf(members).find((each) => each.members.has(id));
}

/** Links count in both directions, whoever's stream they stand in. */
function neighboursOf(members: Members): ReadonlyMap<Uuid, ReadonlySet<Uuid>> {
  const neighbours = new Map<Uuid, Set<Uuid>>();
  const join = (from: Uuid, to: Uuid) => {
    neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to));
  };
  for (const [id, facts] of members) {
    for (const other of presentLinks(facts)) {
      join(id, other);
      join(other, id);
    }
  }
  return neighbours;
}

/** The smallest id: ids sort by age, so mostly the one that was registered first. */
function canonicalOf(members: Members): Uuid | null {
  const customers = [...members].filter(([, { kind }]) => kind === 'CUSTOMER');
  return customers.map(([id]) => id).sort()[0] ?? null;
}
