import type { Caller } from '@redress/edge';
import { type CommandMeta, personal } from '@redress/kernel';
import type {
  ConfirmIncident,
  RecordIncident,
  RejectIncident,
} from '../domain/incident-command.js';
import type { ConfirmIncidentDto, RecordIncidentDto, RejectIncidentDto } from './incident.dto.js';

export function recordIncident(
  { incidentId: _, source = 'MANUAL', description, ...dto }: RecordIncidentDto,
  meta: CommandMeta,
): RecordIncident {
  // What is held against a complaint, while nobody knows whose it is, happened in that complaint.
  const own = dto.identityKind === 'COMPLAINT' ? dto.identityId : undefined;
  const complaintId = dto.complaintId ?? own;
  const known = complaintId ? { complaintId } : {};
  const data = { ...dto, ...known, source, description: personal(description) };
  return { type: 'RecordIncident', meta, data };
}

export function confirmIncident(
  { reason, ...dto }: ConfirmIncidentDto,
  meta: CommandMeta,
): ConfirmIncident {
  return { type: 'ConfirmIncident', meta, data: { ...dto, reason: personal(reason) } };
}

export function rejectIncident({ reason }: RejectIncidentDto, meta: CommandMeta): RejectIncident {
  return { type: 'RejectIncident', meta, data: { reason: personal(reason) } };
}

/** The circumstances of a decision: who may decide as compliance does so, whatever else they are. */
export function adjudication({ actor, roles, meta }: Caller): CommandMeta {
  const role = roles.includes('compliance') ? 'compliance' : actor.role;
  return meta({ actor: { ...actor, role } });
}
