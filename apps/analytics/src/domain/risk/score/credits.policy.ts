import type { RiskCreditKind } from '@redress/contracts';
import type { IdentityFacts, ResponseFact } from '../facts/identity-facts.js';
import { decayOf, type LedgerEntry, type LedgerGroup, NEVER } from './ledger-entry.js';
import { dayIn, type EpochDay, yearsAfter } from '../facts/local-day.js';
import type { CreditParameters, RiskParameters } from '../policy/risk-parameters.policy.js';

interface CreditsQuestion {
  readonly members: readonly IdentityFacts[];
  readonly zone: string;
  readonly parameters: RiskParameters;
}

/** What speaks for the customer, by kind in the order of the policy. */
export function creditsOf({
  members,
  zone,
  parameters,
}: CreditsQuestion): readonly LedgerGroup<RiskCreditKind>[] {
  return parameters.credits.map((rule) => ({
    of: rule.kind,
    capMilli: rule.capPts * 1_000,
    safety: false,
    entries: entriesOf(rule, members, zone),
  }));
}

function entriesOf(
  rule: CreditParameters,
  members: readonly IdentityFacts[],
  zone: string,
): readonly LedgerEntry[] {
  switch (rule.kind) {
    case 'TENURE':
      return tenureEntries(rule, members, zone);
    case 'COMPLAINT_UPHELD':
      return members.flatMap(upheldOnes).map(({ complaintId, round, occurredAt }) => {
        const from = dayIn(zone, occurredAt);
        return { ...entry(rule, from), source: 'RESPONSE', factId: `${complaintId}/${round}` };
      });
    default:
      return members.flatMap((facts) => brightSpotEntries(rule, facts, zone));
  }
}

function brightSpotEntries(
  rule: CreditParameters,
  { brightSpots }: IdentityFacts,
  zone: string,
): readonly LedgerEntry[] {
  return brightSpots
    .filter(({ kind }) => kind === rule.kind)
    .map(({ spotId, evidenceId, occurredAt }) => ({
      ...entry(rule, dayIn(zone, occurredAt)),
      source: 'BRIGHT_SPOT',
      factId: spotId,
      evidenceIds: [evidenceId],
    }));
}

/** The rounds in which we said last that we were wrong. */
function upheldOnes({ responses }: IdentityFacts): readonly ResponseFact[] {
  const last = new Map(responses.map((each) => [each.round, each]));
  return [...last.values()].filter(({ upheld }) => upheld);
}

/** A point for each whole year since the first that is known of the customer, under any identity. */
function tenureEntries(
  rule: CreditParameters,
  members: readonly IdentityFacts[],
  zone: string,
): readonly LedgerEntry[] {
  const days = members
    .filter(({ kind }) => kind === 'CUSTOMER')
    .flatMap(({ registered, firstOrders }) => [...(registered ? [registered] : []), ...firstOrders])
    .map(({ occurredAt }) => dayIn(zone, occurredAt));
  if (days.length === 0 || rule.pts === 0) return [];
  const begin = Math.min(...days);
  return Array.from({ length: Math.ceil(rule.capPts / rule.pts) }, (_, index) => ({
    ...entry(rule, yearsAfter(begin, index + 1)),
    source: 'TENURE',
    factId: `TENURE/${index + 1}`,
  }));
}

function entry({ pts, halfLifeDays }: CreditParameters, from: EpochDay) {
  return {
    evidenceIds: [],
    severity: null,
    confidencePct: 100,
    reporterId: null,
    freshMilli: pts * 1_000,
    from,
    until: NEVER,
    decay: decayOf(halfLifeDays),
  };
}
