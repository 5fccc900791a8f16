import type { RiskTier } from '@redress/contracts';
import type { LocalDate, Timestamp, Uuid } from '@redress/kernel';
import type { IdentityComponent } from './component.policy.js';
import type { IdentityFacts, IncidentFact } from './identity-facts.js';
import { initialTierHistory, openProposal, tierOf } from '../tier/tier-history.js';

/** Where the score went between the last two days on which it was published. */
export type Trend = 'RISING' | 'STEADY' | 'FALLING';

/** What a list shows of a customer: facts that were recorded, and no score "as of now". */
export interface CustomerSummary {
  readonly tier: RiskTier;
  readonly tierSince: Timestamp | null;
  readonly proposal: {
    readonly to: RiskTier;
    readonly proposalNo: number;
    readonly lapsesAt: Timestamp;
    readonly proposedAt: Timestamp;
  } | null;
  readonly scorePts: number;
  readonly scoredOn: LocalDate | null;
  readonly trend: Trend;
  readonly nextChangeAt: Timestamp | null;
  readonly incidents: Readonly<Record<'reported' | 'confirmed' | 'rejected', number>>;
  readonly brightSpots: number;
  readonly orders: number;
  readonly returns: number;
  readonly complaints: number;
}

/** The summary of a component, with the tier of the customer who speaks for it. */
export function summaryOf({ members, canonicalId }: IdentityComponent): CustomerSummary {
  const facts = [...members.values()];
  const tier = (canonicalId && members.get(canonicalId)?.tier) || initialTierHistory;
  const proposal = openProposal(tier);
  const [last, before] = tier.scores;
  const incidents = facts.flatMap((each) => each.incidents);
  const sum = (count: (each: IdentityFacts) => number) =>
    facts.reduce((total, each) => total + count(each), 0);
  return {
    tier: tierOf(tier),
    tierSince: tier.changes.findLast(({ kind }) => steps.has(kind))?.occurredAt ?? null,
    proposal: proposal && {
      to: proposal.to,
      proposalNo: proposal.proposalNo ?? 0,
      lapsesAt: proposal.lapsesAt ?? proposal.occurredAt,
      proposedAt: proposal.occurredAt,
    },
    scorePts: last?.scorePts ?? 0,
    scoredOn: last?.asOf ?? null,
    trend: trendOf(last?.scorePts ?? 0, before?.scorePts ?? 0),
    nextChangeAt: last?.nextChangeAt ?? null,
    incidents: {
      reported: incidents.filter((each) => standingOf(each) === 'REPORTED').length,
      confirmed: incidents.filter((each) => standingOf(each) === 'CONFIRMED').length,
      rejected: incidents.filter((each) => standingOf(each) === 'REJECTED').length,
    },
    brightSpots: sum((each) => each.brightSpots.length),
    orders: sum((each) => each.orders),
    returns: sum((each) => each.returns.length),
    complaints: facts.filter(({ kind }) => kind === 'COMPLAINT').length,
  };
}

/** What was said of an incident last; whether a report has expired depends on the day. */
export function standingOf({ verdicts }: IncidentFact): 'REPORTED' | 'CONFIRMED' | 'REJECTED' {
  return verdicts.at(-1)?.kind ?? 'REPORTED';
}

/** Who is shown under another id, and which; null for who stands for themselves. */
export function mergedInto({ canonicalId }: IdentityComponent, id: Uuid): Uuid | null {
  return canonicalId === id ? null : canonicalId;
}

const steps: ReadonlySet<string> = new Set(['RAISED', 'CONFIRMED', 'LOWERED']);

function trendOf(last: number, before: number): Trend {
  if (last === before) return 'STEADY';
  return last > before ? 'RISING' : 'FALLING';
}
