import type { BrightSpotKind, IncidentFactor } from '@redress/contracts';
import type { LocalDate } from '@redress/kernel';
import { type IdentityFacts, initialFacts, type IncidentFact } from '../facts/identity-facts.js';
import { dateOf, dayOf } from '../facts/local-day.js';
import type { PeerBaseline } from './return-rate.policy.js';
import type { RiskQuestion } from './risk-ledger.policy.js';
import { riskPolicyV1 } from '../policy/risk-parameters.policy.js';
import type { Stamps } from '../facts/stamps.js';

/** Stories of the specs are told in days before this one, at noon in Shanghai. */
export const today: LocalDate = '2026-03-01';
export const zone = 'Asia/Shanghai';

/** Noon of a day; negative days are still to come. */
export function daysAgo(days: number): Stamps {
  const occurredAt = `${dateOf(dayOf(today) - days)}T04:00:00.000Z`;
  return { occurredAt, recordedAt: occurredAt };
}

/** The date so many days after today. */
export function inDays(days: number): LocalDate {
  return dateOf(dayOf(today) + days);
}

/** A person's uuid or anything's: the same for the same number. */
export function id(number: number) {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A customer of unknown age: tenure is told where it matters. */
export const customer: IdentityFacts = { ...initialFacts, kind: 'CUSTOMER', partyType: 'PERSON' };

let counted = 0;

/** An incident so many days ago, reported by somebody else each time. */
export function reported(factor: IncidentFactor, severity: number, days: number): IncidentFact {
  counted += 1;
  return {
    incidentId: id(counted),
    class: 'BEHAVIOUR',
    factor,
    severity,
    reporterId: `agent-${counted}`,
    evidenceIds: [id(1_000_000 + counted)],
    complaintId: null,
    ...daysAgo(days),
    verdicts: [],
  };
}

export function confirmed(factor: IncidentFactor, severity: number, days: number): IncidentFact {
  const incident = reported(factor, severity, days);
  return { ...incident, verdicts: [{ kind: 'CONFIRMED', severity, ...daysAgo(days) }] };
}

export function rejected(incident: IncidentFact, days = 0): IncidentFact {
  return { ...incident, verdicts: [...incident.verdicts, { kind: 'REJECTED', ...daysAgo(days) }] };
}

/** Incidents of a customer about whom nothing else is known. */
export function withIncidents(...incidents: readonly IncidentFact[]): IdentityFacts {
  return { ...customer, incidents };
}

export function brightSpots(kind: BrightSpotKind, count: number, days = 0) {
  return Array.from({ length: count }, () => {
    counted += 1;
    return { spotId: id(counted), kind, evidenceId: id(counted), ...daysAgo(days) };
  });
}

export function upheld(days: number, round = 1) {
  return { complaintId: id(900), round, upheld: true, ...daysAgo(days) };
}

/** A peer group in which one unit of z is 74.13 thousandths: 1.4826 times the MAD. */
export const baseline: PeerBaseline = {
  group: 'PERSON',
  date: '2025-01-01',
  medianMilli: 0,
  madMilli: 50,
  n: 1_000,
};

/** A return rate so far above the peers that it is of this severity: z of 2, 3, 4, 5, 6. */
export function returnOfSeverity(severity: 1 | 2 | 3 | 4 | 5, days: number) {
  const returnsThen = { 1: 15, 2: 23, 3: 30, 4: 38, 5: 45 }[severity];
  return { returnId: `R-${days}`, source: 'SHOP', ordersThen: 100, returnsThen, ...daysAgo(days) };
}

export function ask(
  members: IdentityFacts | readonly IdentityFacts[],
  more: Partial<RiskQuestion> = {},
): RiskQuestion {
  return {
    members: 'kind' in members ? [members] : members,
    date: today,
    zone,
    parameters: riskPolicyV1,
    baselines: [baseline],
    ...more,
  };
}
