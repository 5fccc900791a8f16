import { type Actor, reject } from '@redress/kernel';
import type { KnownIncident } from './incident-state.js';

/** Up to this severity a supervisor may decide; what is graver, compliance decides. */
const supervisedSeverityMax = 3;

/** Why somebody may not decide on an incident. */
export type AdjudicationCode = 'SAME_PERSON' | 'NOT_PERMITTED' | 'INCIDENT_ALREADY_DECIDED';

/**
 * Refuses whoever may not confirm this incident, as grave as they take it for. A supervisor may not
 * make it milder to be allowed to: the severity that was reported counts as well.
 */
export function unlessMayConfirm(incident: KnownIncident, severity: number, actor: Actor) {
  if (incident.status !== 'OPEN') return alreadyDecided(incident);
  return unlessMayJudge(incident, Math.max(severity, incident.reported.severity), actor);
}

/** Refuses whoever may not reject this incident. A confirmed one compliance may, on an appeal. */
export function unlessMayReject(incident: KnownIncident, actor: Actor) {
  const isAppeal = incident.status === 'CONFIRMED' && actor.role === 'compliance';
  if (incident.status !== 'OPEN' && !isAppeal) return alreadyDecided(incident);
  if (isAppeal && incident.adjudicatorId === actor.id) {
    return reject('SAME_PERSON', 'who confirmed it does not decide on the appeal');
  }
  return unlessMayJudge(incident, incident.reported.severity, actor);
}

function unlessMayJudge({ reported }: KnownIncident, severity: number, { id, role }: Actor) {
  if (id === reported.reporterId)
    return reject('SAME_PERSON', 'nobody decides on their own report');
  if (role === 'compliance') return undefined;
  if (role === 'supervisor' && severity <= supervisedSeverityMax) return undefined;
  return reject('NOT_PERMITTED', `severity ${severity} is decided by compliance`);
}

function alreadyDecided({ status }: KnownIncident) {
  return reject('INCIDENT_ALREADY_DECIDED', `the incident was ${status.toLowerCase()}`);
}
