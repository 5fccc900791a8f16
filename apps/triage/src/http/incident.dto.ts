import {
  type ConductClass,
  conductClasses,
  type IncidentFactor,
  incidentFactors,
} from '@redress/contracts';
import {
  CodeField,
  IdField,
  IntField,
  item,
  ListField,
  OneOfField,
  PageQuery,
  TextField,
  TimestampField,
} from '@redress/edge';

const identityKinds = ['CUSTOMER', 'COMPLAINT'] as const;
const statuses = ['OPEN', 'EXPIRED', 'CONFIRMED', 'REJECTED'] as const;

export class RecordIncidentDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  incidentId?: string;

  @IdField({ description: 'The customer; or the complaint, while nobody knows whose it is.' })
  identityId: string;

  @OneOfField(identityKinds)
  identityKind: (typeof identityKinds)[number];

  @IdField({ optional: true, description: 'The complaint in which it happened, if in one.' })
  complaintId?: string;

  @OneOfField(conductClasses, { description: 'What was done, never who somebody is.' })
  class: ConductClass;

  @OneOfField(incidentFactors, {
    description:
      'As what it is weighed; it must fit the class. B1 verbal attack, B2 threat or violence, B3 malicious complaint, B4 fraud or forged evidence, B5 unreasonable demand after a clear refusal, B6 non-cooperation, Q1 repeated contact with no new facts, Q2 abuse of channels, Q3 frequency of abusive cases, E2 review extortion.',
  })
  factor: IncidentFactor;

  @IntField(1, 5, { description: '1 slight … 5 grave.' })
  severity: number;

  @ListField(item.id(), 20, { description: 'The registered evidence that it rests on.' })
  evidenceIds: string[];

  @TextField(5_000, { description: 'What happened, in words.' })
  description: string;

  @CodeField({ optional: true, description: 'Where it was noticed; MANUAL by default.' })
  source?: string;

  @TimestampField({ optional: true, description: 'When it happened, if not now.' })
  occurredAt?: string;
}

export class ConfirmIncidentDto {
  @IntField(1, 5, { optional: true, description: 'As the adjudicator sees it; else as reported.' })
  severity?: number;

  @TextField(5_000)
  reason: string;
}

export class RejectIncidentDto {
  @TextField(5_000)
  reason: string;
}

export class IncidentQuery extends PageQuery {
  @OneOfField(statuses, { optional: true, description: 'EXPIRED: open, but too old to count.' })
  status?: (typeof statuses)[number];

  @OneOfField(incidentFactors, { optional: true })
  factor?: IncidentFactor;

  @IntField(1, 5, { optional: true })
  severityMin?: number;

  @IdField({ optional: true })
  identityId?: string;
}
