import { riskTiers } from '@redress/contracts';
import { type Timestamp, timestampOf, type Uuid } from '@redress/kernel';
import { factsAsOf, type TimeAxis } from './facts-as-of.js';
import { type IdentityFacts, presentLinks } from './identity-facts.js';
import { openProposal, type TierHistory, tierOf } from '../tier/tier-history.js';

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

/** These identities as they stood at an instant, for whoever asks about the past. */
export function membersAsOf(members: Members, at: Timestamp, axis: TimeAxis): Members {
  return new Map([...members].map(([id, facts]) => [id, factsAsOf(facts, at, axis)]));
}

/** False while nothing is known that could weigh in either direction. */
export function hasWeight({ members }: IdentityComponent): boolean {
  return [...members.values()].some(({ returns, creditFacts, brightSpots, incidents, responses }) =>
    [returns, creditFacts, brightSpots, incidents, responses].some((facts) => facts.length > 0),
  );
}

/** When the newest fact of these identities was recorded, judgements and links included. */
export function newestRecordedAt(members: Members): Timestamp {
  const times = [...members.values()].flatMap((facts) => [
    facts.registered,
    ...facts.returns,
    ...facts.creditFacts,
    ...facts.brightSpots,
    ...facts.incidents,
    ...facts.incidents.flatMap(({ verdicts }) => verdicts),
    ...facts.responses,
    ...facts.links,
  ]);
  // Timestamps have one form, so their order is that of their texts.
  return times.reduce((newest, stamps) => {
    return stamps && stamps.recordedAt > newest ? stamps.recordedAt : newest;
  }, timestampOf(0));
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

/**
 * The customer with the highest tier, so that a link takes nobody out of a tier that was decided, and
 * an unlink gives each their own back; then whoever has a proposal open; of equals the smallest id,
 * which ids make the one that was registered first, mostly.
 */
function canonicalOf(members: Members): Uuid | null {
  const customers = [...members].filter(([, { kind }]) => kind === 'CUSTOMER');
  const ranked = customers.map(([id, { tier }]) => ({ id, rank: rankOf(tier) }));
  ranked.sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1));
  return ranked[0]?.id ?? null;
}

function rankOf(tier: TierHistory): number {
  return riskTiers.indexOf(tierOf(tier)) * 2 + (openProposal(tier) ? 1 : 0);
}
