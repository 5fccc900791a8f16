import type { RiskFactor } from '@redress/contracts';
import type { LocalDate } from '@redress/kernel';
import type { CreditFact, IdentityFacts, IncidentFact } from '../facts/identity-facts.js';
import { decayOf, type LedgerEntry, type LedgerGroup, NEVER } from './ledger-entry.js';
import { dayIn, type EpochDay } from '../facts/local-day.js';
import { baselineOn, type PeerBaseline, returnSeverity } from './return-rate.policy.js';
import type { FactorParameters, RiskParameters } from '../policy/risk-parameters.policy.js';

interface ChargesQuestion {
  readonly members: readonly IdentityFacts[];
  readonly zone: string;
  readonly parameters: RiskParameters;
  readonly baselines: readonly PeerBaseline[];
  /** The day whose newest baseline is looked through, for all days of the ledger. */
  readonly date: LocalDate;
  /** What ended by this day is left out. */
  readonly since: EpochDay;
}

/** What weighs against the customer, by factor in the order of the policy. */
export function chargesOf(question: ChargesQuestion): readonly LedgerGroup<RiskFactor>[] {
  return question.parameters.factors.map((rule) => ({
    of: rule.factor,
    capMilli: rule.capPts * 1_000,
    safety: rule.safety,
    entries: question.members
      .flatMap((facts) => entriesOf(rule, facts, question))
      .filter(({ freshMilli, from, until }) => {
        return freshMilli > 0 && from < until && until > question.since;
      }),
  }));
}

function entriesOf(
  rule: FactorParameters,
  facts: IdentityFacts,
  question: ChargesQuestion,
): readonly LedgerEntry[] {
  switch (rule.factor) {
    case 'T1':
      return returnRateEntries(rule, facts, question);
    case 'T2':
      return paymentEntries(rule, facts.creditFacts, question.zone);
    default:
      return facts.incidents
        .filter(({ factor }) => factor === rule.factor)
        .map((incident) => incidentEntry(rule, incident, question));
  }
}

/**
 * A confirmed incident counts in full and as grave as its adjudicator found it, a rejected one never.
 * One that nobody has reviewed counts in part and for some days only, from when we heard of it; where
 * the factor is a judgement about somebody, not at all.
 */
function incidentEntry(
  rule: FactorParameters,
  incident: IncidentFact,
  { zone, parameters: { reported } }: ChargesQuestion,
): LedgerEntry {
  const { incidentId, evidenceIds, reporterId, verdicts, occurredAt, recordedAt } = incident;
  const verdict = verdicts.at(-1);
  const severity = verdict?.kind === 'CONFIRMED' ? verdict.severity : incident.severity;
  const confidencePct = confidenceOf(verdict?.kind, rule, reported.confidencePct);
  return {
    ...entry(rule, severity, confidencePct),
    source: 'INCIDENT',
    factId: incidentId,
    evidenceIds,
    reporterId,
    from: dayIn(zone, occurredAt),
    until: verdict === undefined ? dayIn(zone, recordedAt) + reported.expiresAfterDays : NEVER,
  };
}

function confidenceOf(
  verdict: 'CONFIRMED' | 'REJECTED' | undefined,
  { adjudicated }: FactorParameters,
  reportedPct: number,
): number {
  if (verdict === 'CONFIRMED') return 100;
  return verdict === 'REJECTED' || adjudicated ? 0 : reportedPct;
}

/**
 * Each return is an occasion to look at the rate, which then holds until the next one. Rates are per
 * identity: two linked customers are compared with their peers each by themselves.
 */
function returnRateEntries(
  rule: FactorParameters,
  { returns, partyType }: IdentityFacts,
  { zone, baselines, date, parameters }: ChargesQuestion,
): readonly LedgerEntry[] {
  const baseline = partyType === null ? undefined : baselineOn(date, partyType, baselines);
  if (baseline === undefined) return [];
  const occasions = returns
    .map((each) => ({ ...each, day: dayIn(zone, each.occurredAt) }))
    .sort((a, b) => a.day - b.day);
  return occasions.map(({ source, returnId, day, ...known }, index) => ({
    ...entry(rule, returnSeverity(known, baseline, parameters.returnRate), 100),
    source: 'RETURN_RATE' as const,
    factId: `${source}/${returnId}`,
    from: day,
    until: occasions[index + 1]?.day ?? NEVER,
  }));
}

/** A payment that was lost or is overdue counts until the day on which it is settled. */
function paymentEntries(
  rule: FactorParameters,
  facts: readonly CreditFact[],
  zone: string,
): readonly LedgerEntry[] {
  const settlements = facts.filter(({ kind }) => kind === 'PAYMENT_SETTLED');
  return facts
    .filter(({ kind }) => kind !== 'PAYMENT_SETTLED')
    .map(({ source, creditId, severity, occurredAt }) => {
      const from = dayIn(zone, occurredAt);
      const ends = settlements
        .filter((each) => each.source === source && each.creditId === creditId)
        .map((each) => dayIn(zone, each.occurredAt))
        .filter((day) => day >= from);
      return {
        ...entry(rule, severity, 100),
        source: 'PAYMENT' as const,
        factId: `${source}/${creditId}`,
        from,
        until: Math.min(NEVER, ...ends),
      };
    });
}

/** What all entries of a factor have alike. Points x 1,000 millipoints x percent / 100. */
function entry({ pts, halfLifeDays }: FactorParameters, severity: number, confidencePct: number) {
  const freshMilli = (pts[severity - 1] ?? 0) * 10 * confidencePct;
  const decay = decayOf(halfLifeDays);
  return { severity, confidencePct, freshMilli, decay, evidenceIds: [], reporterId: null };
}
