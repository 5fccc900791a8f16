import {
  type ComplaintEvent,
  type CustomerEvent,
  complaintEvents,
  customerEvents,
  type EventDefinition,
  type IncidentEvent,
  incidentEvents,
  type ResolutionEvent,
  resolutionEvents,
  type TierEvent,
  tierEvents,
} from '@redress/contracts';
import type { Origin, Timestamp } from '@redress/kernel';

/** What is known of an identity comes from streams of these categories. */
export interface RiskEvents {
  readonly customer: CustomerEvent;
  readonly complaint: ComplaintEvent;
  readonly incident: IncidentEvent;
  readonly resolution: ResolutionEvent;
  readonly tier: TierEvent;
}

/** Any event that the facts of an identity are folded from. */
export type RiskEvent = RiskEvents[keyof RiskEvents];

/** What an event says beside its data: its stream, and when its owner recorded it. */
export interface RiskCircumstances {
  readonly category: keyof RiskEvents;
  readonly streamId: string;
  readonly origin: Origin;
  readonly recordedAt: Timestamp;
}

/**
 * All that risk reads: these events, and of their data these fields. What is not listed is not
 * there when facts are folded, so nothing protected can weigh: no survey, special type, region,
 * appeal, legal claim or text.
 */
export const riskReads: readonly {
  readonly definition: EventDefinition;
  readonly fields: readonly string[];
}[] = [
  reads(customerEvents.CustomerRegistered, 'partyType', 'source'),
  reads(customerEvents.TransactionObserved),
  reads(customerEvents.ReturnObserved, 'returnId', 'source'),
  reads(customerEvents.CreditObserved, 'creditId', 'source', 'kind', 'severity'),
  reads(customerEvents.BrightSpotRecorded, 'spotId', 'kind', 'evidenceId'),
  reads(customerEvents.IdentityLinked, 'otherId', 'evidenceIds', 'confidencePct'),
  reads(customerEvents.IdentityUnlinked, 'otherId'),
  reads(complaintEvents.ComplaintReceived, 'customerId'),
  reads(complaintEvents.ComplainantLinked, 'customerId', 'evidenceIds', 'confidencePct'),
  reads(complaintEvents.ComplainantUnlinked, 'customerId'),
  reads(
    incidentEvents.ConductIncidentRecorded,
    // Whose facts it belongs to: the key of the fold.
    'identityId',
    'complaintId',
    'class',
    'factor',
    'severity',
    'evidenceIds',
    'reporterId',
  ),
  reads(incidentEvents.ConductIncidentConfirmed, 'identityId', 'severity'),
  reads(incidentEvents.ConductIncidentRejected, 'identityId'),
  reads(resolutionEvents.FinalResponseIssued, 'round', 'outcome'),
  reads(tierEvents.RiskScored, 'scorePts', 'tier', 'policyVersion', 'asOf', 'nextChangeAt'),
  reads(tierEvents.TierRaised, 'from', 'to', 'cause'),
  reads(tierEvents.TierProposed, 'from', 'to', 'cause', 'proposalNo', 'lapsesAt'),
  reads(tierEvents.TierConfirmed, 'from', 'to', 'proposalNo'),
  reads(tierEvents.TierDeclined, 'from', 'to', 'proposalNo'),
  reads(tierEvents.TierLapsed, 'from', 'to', 'proposalNo'),
  reads(tierEvents.TierProposalWithdrawn, 'from', 'to', 'proposalNo'),
  reads(tierEvents.TierLowered, 'from', 'to', 'cause'),
  reads(tierEvents.TierReviewed, 'tier'),
];

/** Fields are checked against the event's schema, so a renamed one does not compile. */
function reads<Definition extends EventDefinition>(
  definition: Definition,
  ...fields: readonly FieldOf<Definition>[]
) {
  return { definition, fields };
}

type FieldOf<Definition extends EventDefinition> = Definition['data'] extends {
  properties: infer Fields;
}
  ? keyof Fields & string
  : never;
