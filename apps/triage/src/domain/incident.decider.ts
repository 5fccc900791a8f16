import type { IncidentEvent, RejectionCode } from '@redress/contracts';
import { type Decider, type Decision, accept, millisOf, reject } from '@redress/kernel';
import { type AdjudicationCode, unlessMayConfirm, unlessMayReject } from './adjudication.policy.js';
import { isFactorOfClass } from './factors-of-a-class.policy.js';
import type {
  ConfirmIncident,
  IncidentCommand,
  RecordIncident,
  RejectIncident,
} from './incident-command.js';
import {
  type IncidentState,
  type KnownIncident,
  evolve,
  initialIncident,
} from './incident-state.js';

/** Every reason for which something asked of an incident is refused. */
export type IncidentCode = Extract<
  RejectionCode,
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'OCCURRED_IN_FUTURE'
  | 'EVIDENCE_MISSING'
  | 'INCIDENT_CLASS_MISMATCH'
  | AdjudicationCode
>;

type IncidentDecision = Decision<IncidentEvent, IncidentCode>;

function decide(command: IncidentCommand, state: IncidentState): IncidentDecision {
  if (command.type === 'RecordIncident') return record(command, state);
  if (state.status === 'ABSENT') return reject('NOT_FOUND', 'there is no such incident');
  switch (command.type) {
    case 'ConfirmIncident':
      return confirm(command, state);
    case 'RejectIncident':
      return rejectIncident(command, state);
  }
}

function record({ data, meta }: RecordIncident, state: IncidentState): IncidentDecision {
  const { occurredAt = meta.now, ...incident } = data;
  if (state.status !== 'ABSENT') return reject('ALREADY_EXISTS', 'the incident was recorded');
  if (millisOf(occurredAt) > millisOf(meta.now)) {
    return reject('OCCURRED_IN_FUTURE', `${occurredAt} lies ahead`);
  }
  if (incident.evidenceIds.length === 0) {
    return reject('EVIDENCE_MISSING', 'an incident rests on at least one piece of evidence');
  }
  if (!isFactorOfClass(incident.factor, incident.class)) {
    return reject('INCIDENT_CLASS_MISMATCH', `${incident.factor} is no ${incident.class}`);
  }
  return accept<IncidentEvent>({
    type: 'ConductIncidentRecorded',
    occurredAt,
    data: { ...incident, reporterId: meta.actor.id },
  });
}

function confirm({ data, meta }: ConfirmIncident, state: KnownIncident): IncidentDecision {
  const { severity = state.reported.severity, reason } = data;
  const { identityId } = state.reported;
  return (
    unlessMayConfirm(state, severity, meta.actor) ??
    accept<IncidentEvent>({
      type: 'ConductIncidentConfirmed',
      occurredAt: meta.now,
      data: { identityId, severity, adjudicatorId: meta.actor.id, reason },
    })
  );
}

function rejectIncident({ data, meta }: RejectIncident, state: KnownIncident): IncidentDecision {
  const { identityId } = state.reported;
  return (
    unlessMayReject(state, meta.actor) ??
    accept<IncidentEvent>({
      type: 'ConductIncidentRejected',
      occurredAt: meta.now,
      data: { identityId, adjudicatorId: meta.actor.id, reason: data.reason },
    })
  );
}

/** Conduct that somebody reports with evidence, and somebody else judges. */
export const incidentDecider: Decider<IncidentState, IncidentCommand, IncidentEvent, IncidentCode> =
  { category: 'incident', initialState: initialIncident, decide, evolve };
