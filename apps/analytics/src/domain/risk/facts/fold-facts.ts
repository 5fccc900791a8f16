import type { ComplaintEvent, IncidentEvent, ResolutionEvent } from '@redress/contracts';
import { foldCustomer } from './customer-facts.js';
import type { IdentityFacts, IncidentFact, Verdict } from './identity-facts.js';
import type { RiskCircumstances, RiskEvent, RiskEvents } from './risk-event.js';
import type { Stamps } from './stamps.js';
import { foldTier } from '../tier/tier-history.js';

/**
 * The facts of an identity after one more event of any of its streams, each stream in its order. A
 * rehearsal leaves no trace.
 */
export function foldFacts(
  facts: IdentityFacts,
  event: RiskEvent,
  { category, origin, recordedAt, streamId }: RiskCircumstances,
): IdentityFacts {
  if (origin === 'DRILL') return facts;
  const stamps = { occurredAt: event.occurredAt, recordedAt };
  switch (category) {
    case 'customer':
      return foldCustomer(facts, event as RiskEvents['customer'], stamps);
    case 'complaint':
      return foldComplaint(facts, event as RiskEvents['complaint'], stamps);
    case 'incident':
      return foldIncident(facts, event as RiskEvents['incident'], { ...stamps, streamId });
    case 'resolution':
      return foldResolution(facts, event as RiskEvents['resolution'], { ...stamps, streamId });
    case 'tier':
      return { ...facts, tier: foldTier(facts.tier, event as RiskEvents['tier'], stamps) };
    // A tolerant reader: what it does not know changes nothing.
    default:
      return facts;
  }
}

/** Of a complaint risk knows only whose it is: neither that somebody complained nor what about. */
function foldComplaint(facts: IdentityFacts, event: ComplaintEvent, stamps: Stamps): IdentityFacts {
  switch (event.type) {
    case 'ComplaintReceived': {
      const { customerId } = event.data;
      const received: IdentityFacts = { ...facts, kind: 'COMPLAINT', registered: stamps };
      if (customerId === undefined) return received;
      // Known at the receipt only when it was proven.
      const proven = { evidenceIds: [], confidencePct: 100 };
      const link = { kind: 'LINKED' as const, otherId: customerId, ...proven, ...stamps };
      return { ...received, links: [...facts.links, link] };
    }
    case 'ComplainantLinked': {
      const { customerId: otherId, evidenceIds, confidencePct } = event.data;
      const link = { kind: 'LINKED' as const, otherId, evidenceIds, confidencePct, ...stamps };
      return { ...facts, links: [...facts.links, link] };
    }
    case 'ComplainantUnlinked': {
      const cut = { kind: 'UNLINKED' as const, otherId: event.data.customerId, ...stamps };
      return { ...facts, links: [...facts.links, cut] };
    }
    default:
      return facts;
  }
}

type OfStream = Stamps & { readonly streamId: string };

function foldIncident(
  facts: IdentityFacts,
  { type, data }: IncidentEvent,
  { streamId: incidentId, ...stamps }: OfStream,
): IdentityFacts {
  switch (type) {
    case 'ConductIncidentRecorded': {
      const { factor, severity, reporterId, evidenceIds, complaintId = null } = data;
      const said = { class: data.class, factor, severity, reporterId, evidenceIds, complaintId };
      const incident: IncidentFact = { incidentId, ...said, ...stamps, verdicts: [] };
      const others = facts.incidents.filter((each) => each.incidentId !== incidentId);
      return { ...facts, incidents: [...others, incident].sort(byId) };
    }
    case 'ConductIncidentConfirmed':
      return judged(facts, incidentId, { kind: 'CONFIRMED', severity: data.severity, ...stamps });
    case 'ConductIncidentRejected':
      return judged(facts, incidentId, { kind: 'REJECTED', ...stamps });
    default:
      return facts;
  }
}

function judged(facts: IdentityFacts, incidentId: string, verdict: Verdict): IdentityFacts {
  return {
    ...facts,
    incidents: facts.incidents.map((each) =>
      each.incidentId === incidentId ? { ...each, verdicts: [...each.verdicts, verdict] } : each,
    ),
  };
}

/**
 * A response that upholds is remembered as a credit. One that does not is no fact about anybody,
 * honest or not; it is remembered only where it takes the place of an upheld one of its round.
 */
function foldResolution(
  facts: IdentityFacts,
  event: ResolutionEvent,
  { streamId: complaintId, ...stamps }: OfStream,
): IdentityFacts {
  if (event.type !== 'FinalResponseIssued') return facts;
  const { round, outcome } = event.data;
  const upheld = outcome === 'UPHELD' || outcome === 'PARTLY_UPHELD';
  if (!upheld && !facts.responses.some((each) => each.round === round)) return facts;
  return { ...facts, responses: [...facts.responses, { complaintId, round, upheld, ...stamps }] };
}

function byId(a: IncidentFact, b: IncidentFact): number {
  return a.incidentId < b.incidentId ? -1 : 1;
}
