import type { Timestamp, Uuid } from '@redress/kernel';
import {
  componentOf,
  type IdentityComponent,
  type Members,
  membersAsOf,
} from '../../domain/risk/facts/component.policy.js';
import type { TimeAxis } from '../../domain/risk/facts/facts-as-of.js';
import { summaryOf } from '../../domain/risk/facts/customer-summary.policy.js';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import { scoreAt } from '../../domain/risk/score/score.policy.js';
import { dateAt } from '../../domain/risk/tier/tenant-times.policy.js';
import type { RulesInForce } from '../../domain/risk/tier/evaluation-of.policy.js';

/** A customer as they stood at a moment. */
export type CustomerThen = ReturnType<typeof customerOf>;

/**
 * What was known of a customer at a moment, from the facts of everybody whom they were ever linked
 * with, as these stood then; undefined while the customer was not registered.
 */
export function customerThen(
  members: Members,
  id: Uuid,
  rules: RulesInForce,
  at: Timestamp,
): CustomerThen | undefined {
  const facts = members.get(id);
  const component = componentOf(members, id);
  if (!component || facts?.kind !== 'CUSTOMER') return undefined;
  return customerOf(facts, { id, component, rules, at });
}

/**
 * The facts of everybody as they stood at a moment, exactly as an explanation of that moment sees
 * them: a return keeps the number of orders that was known when it was recorded. Orders by
 * themselves are counted anew, in the events up to then, one by one as the read model counts them.
 */
export function membersThen(
  { all, orders }: { readonly all: Members; readonly orders: ReadonlyMap<Uuid, number> },
  at: Timestamp,
  axis: TimeAxis,
): Members {
  const then = membersAsOf(all, at, axis);
  return new Map([...then].map(([id, facts]) => [id, { ...facts, orders: orders.get(id) ?? 0 }]));
}

interface Looked {
  readonly id: Uuid;
  readonly component: IdentityComponent;
  readonly rules: RulesInForce;
  readonly at: Timestamp;
}

function customerOf(
  { partyType, source, registered }: IdentityFacts,
  { id, component, rules, at }: Looked,
) {
  const { tier, tierSince, proposal, orders, complaints } = summaryOf(component);
  return {
    customerId: id,
    /** Under whom the customer was shown. */
    canonicalId: component.canonicalId,
    identities: [...component.members.keys()].sort(),
    ...{ partyType, source, registeredAt: registered?.occurredAt ?? null },
    ...{ tier, tierSince, proposal },
    score: scoreThen(component, rules, at),
    facts: { orders, complaints, ...factsOf(component) },
  };
}

/** The score of the local day, by the rules that were in force then. */
function scoreThen(
  { members }: IdentityComponent,
  { times, policy, baselines }: RulesInForce,
  at: Timestamp,
) {
  const date = dateAt(times, at);
  const { zone } = times;
  const { policyVersion, parameters } = policy;
  const question = { members: [...members.values()], date, zone, parameters, baselines };
  return { policyVersion, ...scoreAt(question) };
}

/** All facts of a component by kind, each with the identity under which it was recorded. */
function factsOf({ members }: IdentityComponent) {
  const all = <Fact extends object>(of: (facts: IdentityFacts) => readonly Fact[]) =>
    [...members].flatMap(([identityId, facts]) =>
      of(facts).map((fact) => ({ identityId, ...fact })),
    );
  return {
    returns: all((facts) => facts.returns),
    credits: all((facts) => facts.creditFacts),
    brightSpots: all((facts) => facts.brightSpots),
    incidents: all((facts) => facts.incidents),
    responses: all((facts) => facts.responses),
    links: all((facts) => facts.links),
    tierChanges: all((facts) => facts.tier.changes),
  };
}
