import type { JournalRecord } from '@redress/event-log';
import type { Timestamp, Uuid } from '@redress/kernel';
import type { IdentityComponent } from '../../domain/risk/facts/component.policy.js';
import {
  mergedInto,
  standingOf,
  summaryOf,
} from '../../domain/risk/facts/customer-summary.policy.js';
import {
  type IdentityFacts,
  type IncidentFact,
  presentLinks,
} from '../../domain/risk/facts/identity-facts.js';
import { dayIn } from '../../domain/risk/facts/local-day.js';
import { nextChangeOf } from '../../domain/risk/tier/tier-fall.policy.js';
import type { RiskEvaluation } from '../../domain/risk/tier/tier-command.js';
import { evaluationOf, type RulesInForce } from '../../domain/risk/tier/evaluation-of.policy.js';
import type {
  BasicDataView,
  ComplaintFeedbackView,
  ConductView,
  CustomerRecord,
  IdentityView,
  LinkView,
} from '../../http/risk/risk-record.dto.js';
import type { CaseDetailsView } from '../cases/case-details.view.js';
import { archiveOf, provenanceOf } from './customer-archive.js';

/** What a record is made of. */
export interface RecordParts {
  readonly id: Uuid;
  readonly component: IdentityComponent;
  readonly rules: RulesInForce;
  /** The streams of its customers and incidents. */
  readonly records: readonly JournalRecord[];
  /** The cases of its complaints. */
  readonly cases: readonly CaseDetailsView[];
  readonly now: Timestamp;
}

/** Everything known of a customer and of those who are the same person, as of now. */
export function customerRecordOf(parts: RecordParts): Required<CustomerRecord> {
  const { id, component, rules, records, cases, now } = parts;
  const { tier, tierSince, trend, proposal } = summaryOf(component);
  const evaluation = evaluationOf(component, rules, { at: now, cause: 'DECAY' });
  const { brightSpots, reviews, ...archive } = archiveOf(records);
  return {
    id,
    mergedInto: mergedInto(component, id),
    ...{ tier, tierSince, trend },
    brightSpotCount: brightSpots.length,
    basic: basicOf(component, id),
    ...archive,
    feedback: { complaints: cases.map(feedbackOf), reviews },
    proposal: proposal && proposal.lapsesAt > now ? proposal : null,
    score: scoreOf(evaluation),
    nextChangeAt: nextChangeOf(tier, evaluation) ?? null,
    conduct: conductOf(parts),
    brightSpots,
  };
}

function scoreOf({ assessment, policyVersion }: RiskEvaluation) {
  const { asOf, scorePts, safetyPts } = assessment;
  return { asOf, scorePts, safetyPts, policyVersion };
}

function basicOf({ members }: IdentityComponent, id: Uuid): BasicDataView {
  const own = members.get(id);
  return {
    partyType: own?.partyType ?? null,
    source: own?.source ?? null,
    registeredAt: own?.registered?.occurredAt ?? null,
    identities: [...members].map(identityOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
    links: [...members].flatMap(([identityId, facts]) => linksOf(identityId, facts)),
  };
}

function identityOf([id, facts]: readonly [Uuid, IdentityFacts]): IdentityView {
  const { kind, partyType, source, registered } = facts;
  return { id, kind, partyType, source, since: registered?.occurredAt ?? null };
}

function linksOf(identityId: Uuid, facts: IdentityFacts): readonly LinkView[] {
  return presentLinks(facts).flatMap((otherId) => {
    const move = facts.links.findLast((each) => each.otherId === otherId);
    if (move?.kind !== 'LINKED') return [];
    const { evidenceIds, confidencePct, occurredAt: linkedAt } = move;
    return [{ identityId, otherId, evidenceIds, confidencePct, linkedAt }];
  });
}

function feedbackOf(found: CaseDetailsView): ComplaintFeedbackView {
  const { id: complaintId, complaintNo, stage, outcome, disputed, customerSurveys } = found;
  return { complaintId, complaintNo, stage, outcome, disputed, surveys: customerSurveys };
}

function conductOf({ component, ...parts }: RecordParts): readonly ConductView[] {
  return [...component.members]
    .flatMap(([identityId, { incidents }]) =>
      incidents.map((incident) => ({
        ...shownIncident(incident, parts),
        ...reportedBy(incident, parts),
        identityId,
      })),
    )
    .sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1));
}

function shownIncident(incident: IncidentFact, parts: Pick<RecordParts, 'rules' | 'now'>) {
  const { verdicts, ...reported } = incident;
  const verdict = verdicts.at(-1);
  const confirmed = verdict?.kind === 'CONFIRMED' ? verdict.severity : undefined;
  return {
    ...reported,
    severity: confirmed ?? incident.severity,
    standing: hasExpired(incident, parts) ? 'EXPIRED' : standingOf(incident),
    judgedAt: verdict?.occurredAt ?? null,
  };
}

/** Its own stream says which system noticed it, or that a person did. */
function reportedBy({ incidentId }: IncidentFact, { records }: Pick<RecordParts, 'records'>) {
  const first = records.find(
    ({ envelope: { stream, version } }) =>
      stream.category === 'incident' && stream.id === incidentId && version === 1,
  );
  return first
    ? provenanceOf(first, sourceIn(first.data))
    : { source: null, manner: 'BY_HAND' as const };
}

function sourceIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('source' in data)) return undefined;
  return typeof data.source === 'string' ? data.source : undefined;
}

/** A report counts from when we heard of it until so many local days later. */
function hasExpired(
  { verdicts, recordedAt }: IncidentFact,
  { rules: { times, policy }, now }: Pick<RecordParts, 'rules' | 'now'>,
): boolean {
  if (verdicts.length > 0) return false;
  const { expiresAfterDays } = policy.parameters.reported;
  return dayIn(times.zone, now) >= dayIn(times.zone, recordedAt) + expiresAfterDays;
}
