import { journalName } from '@redress/event-log';
import type { DomainEvent } from '@redress/kernel';
import type { ProjectedEvent, Projection, Row } from '@redress/projections';
import {
  componentsOf,
  everLinked,
  type IdentityComponent,
} from '../../domain/risk/facts/component.policy.js';
import { mergedInto, summaryOf } from '../../domain/risk/facts/customer-summary.policy.js';
import { riskModelVersion } from '../../domain/risk/tier/evaluation-of.policy.js';
import { foldFacts } from '../../domain/risk/facts/fold-facts.js';
import { type IdentityFacts, initialFacts } from '../../domain/risk/facts/identity-facts.js';
import { type RiskEvent, type RiskEvents, riskReads } from '../../domain/risk/facts/risk-event.js';

const columns = {
  party_type: 'text',
  source: 'text',
  registered_at: 'timestamptz',
  merged_into: 'text',
  identities: 'text[]',
  tier: 'text',
  tier_since: 'timestamptz',
  proposed_tier: 'text',
  proposal_no: 'integer',
  proposed_at: 'timestamptz',
  proposal_lapses_at: 'timestamptz',
  score_pts: 'integer',
  scored_on: 'date',
  trend: 'text',
  next_change_at: 'timestamptz',
  incidents_reported: 'integer',
  incidents_confirmed: 'integer',
  incidents_rejected: 'integer',
  bright_spots: 'integer',
  orders: 'integer',
  returns: 'integer',
  complaints: 'integer',
} as const;

type RiskRow = Row<typeof columns>;

const categories: ReadonlySet<string> = new Set(
  riskReads.map(({ definition }) => definition.category),
);

/**
 * One row per customer, in two stages: facts stay under the identity that they were recorded
 * against, and a customer's row is computed from all identities that are linked with it. Facts, the
 * tier that was decided, and no score of today: that is a pure function of the facts and the day.
 */
export const customerRiskProjection: Projection<IdentityFacts, RiskEvent, typeof columns> = {
  name: 'customer_risk',
  version: 1,
  log: journalName,
  events: riskReads,
  columns,
  indexes: [['tier', 'score_pts'], ['trend', 'score_pts'], ['proposal_lapses_at']],
  // The model that a tier was decided by stands in its events; this is the one that scores now.
  policies: { 'risk-model': riskModelVersion },
  key: identityOf,
  initialState: initialFacts,
  fold(facts, { event, envelope }) {
    const { stream, origin, recordedAt } = envelope;
    if (!isCategory(stream.category)) return facts;
    const { category, id: streamId } = stream;
    return foldFacts(facts, event, { category, origin, recordedAt, streamId });
  },
  row: (facts) => rowsOf(new Map([['', facts]])).get(''),
  join: { links: everLinked, rows: rowsOf },
};

/** Whose fact it is: an incident names it, everything else is in the identity's own stream. */
function identityOf({ event, envelope }: ProjectedEvent<RiskEvent>): string {
  const { data } = event as DomainEvent<string, { readonly identityId?: string }>;
  return envelope.stream.category === 'incident'
    ? (data.identityId ?? envelope.stream.id)
    : envelope.stream.id;
}

function isCategory(category: string): category is keyof RiskEvents {
  return categories.has(category);
}

function rowsOf(members: ReadonlyMap<string, IdentityFacts>): Map<string, RiskRow | undefined> {
  const rows = new Map<string, RiskRow | undefined>();
  for (const component of componentsOf(members)) {
    for (const [id, facts] of component.members) rows.set(id, rowOf(component, id, facts));
  }
  return rows;
}

/** Complaints are no customers, and nobody is shown before their registration is heard of. */
function rowOf(
  component: IdentityComponent,
  id: string,
  { kind, registered, partyType, source }: IdentityFacts,
): RiskRow | undefined {
  if (kind !== 'CUSTOMER') return undefined;
  const summary = summaryOf(component);
  const { incidents, proposal } = summary;
  return {
    party_type: partyType,
    source,
    registered_at: registered?.occurredAt ?? null,
    merged_into: mergedInto(component, id),
    identities: [...component.members.keys()].sort(),
    tier: summary.tier,
    tier_since: summary.tierSince,
    proposed_tier: proposal?.to ?? null,
    proposal_no: proposal?.proposalNo ?? null,
    proposed_at: proposal?.proposedAt ?? null,
    proposal_lapses_at: proposal?.lapsesAt ?? null,
    score_pts: summary.scorePts,
    scored_on: summary.scoredOn,
    trend: summary.trend,
    next_change_at: summary.nextChangeAt,
    incidents_reported: incidents.reported,
    incidents_confirmed: incidents.confirmed,
    incidents_rejected: incidents.rejected,
    bright_spots: summary.brightSpots,
    orders: summary.orders,
    returns: summary.returns,
    complaints: summary.complaints,
  };
}
