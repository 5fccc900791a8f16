import {
  type ConductClass,
  conductClasses,
  type IncidentEvent,
  type IncidentFactor,
  incidentFactors,
} from '@redress/contracts';
import { type Actor, type CommandMeta, personal, plusSeconds } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type { ConfirmIncident, RecordIncident, RejectIncident } from './incident-command.js';
import { incidentDecider } from './incident.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const earlier = '2026-03-01T16:00:00.000Z';
const id = (n: number) => `019cadc6-9a80-7000-8000-${String(n).padStart(12, '0')}`;
const user = (role: string, n: number): Actor => ({ kind: 'USER', role, id: id(n) });
const reporter = user('agent', 1);
const supervisor = user('supervisor', 2);
const compliance = user('compliance', 3);
const otherOfficer = user('compliance', 4);
const meta = (actor: Actor): CommandMeta => ({
  tenantId: 'demo',
  actor,
  now,
  origin: 'LIVE',
  correlationId: id(9),
});

const incident: Omit<RecordIncident['data'], 'occurredAt'> = {
  identityId: id(10),
  identityKind: 'CUSTOMER',
  complaintId: id(11),
  class: 'BEHAVIOUR',
  factor: 'B1',
  severity: 3,
  evidenceIds: [id(12)],
  source: 'MANUAL',
  description: personal('shouted at the driver'),
};
const record = (more: Partial<RecordIncident['data']> = {}, actor = reporter): RecordIncident => ({
  type: 'RecordIncident',
  data: { ...incident, ...more },
  meta: meta(actor),
});
const recorded = (severity = 3, occurredAt = now): IncidentEvent => ({
  type: 'ConductIncidentRecorded',
  occurredAt,
  data: { ...incident, severity, reporterId: reporter.id },
});

const reason = personal('heard the recording');
const confirm = (actor: Actor, severity?: number): ConfirmIncident => ({
  type: 'ConfirmIncident',
  data: { reason, ...(severity === undefined ? {} : { severity }) },
  meta: meta(actor),
});
const confirmed = (adjudicator: Actor, severity = 3): IncidentEvent => ({
  type: 'ConductIncidentConfirmed',
  occurredAt: now,
  data: { identityId: incident.identityId, severity, adjudicatorId: adjudicator.id, reason },
});
const rejection = (actor: Actor): RejectIncident => ({
  type: 'RejectIncident',
  data: { reason },
  meta: meta(actor),
});
const rejected = (adjudicator: Actor): IncidentEvent => ({
  type: 'ConductIncidentRejected',
  occurredAt: now,
  data: { identityId: incident.identityId, adjudicatorId: adjudicator.id, reason },
});

describe('recording an incident (A23)', () => {
  it('A23 says what was done, how grave it was, and who reports it', () => {
    given(incidentDecider).when(record()).then(recorded());
    given(incidentDecider)
      .when(record({ occurredAt: earlier }))
      .then(recorded(3, earlier));
  });

  it('rests on evidence', () => {
    given(incidentDecider)
      .when(record({ evidenceIds: [] }))
      .thenRejected('EVIDENCE_MISSING');
  });

  it('does not lie ahead', () => {
    given(incidentDecider)
      .when(record({ occurredAt: plusSeconds(now, 1) }))
      .thenRejected('OCCURRED_IN_FUTURE');
  });

  it('happens once', () => {
    given(incidentDecider, recorded()).when(record()).thenRejected('ALREADY_EXISTS');
    given(incidentDecider, recorded(), rejected(supervisor))
      .when(record())
      .thenRejected('ALREADY_EXISTS');
  });

  const pairs: Readonly<Record<IncidentFactor, readonly ConductClass[]>> = {
    B1: ['BEHAVIOUR'],
    B2: ['BEHAVIOUR'],
    B3: ['DISHONESTY'],
    B4: ['DISHONESTY'],
    B5: ['DEMANDS', 'ARGUMENTS'],
    B6: ['NON_COOPERATION'],
    Q1: ['PERSISTENCE'],
    Q2: ['PERSISTENCE'],
    Q3: ['PERSISTENCE'],
    E2: ['DISHONESTY'],
  };
  const combinations = incidentFactors.flatMap((factor) =>
    conductClasses.map((conduct) => ({
      factor,
      conduct,
      fits: pairs[factor].includes(conduct) ? 'fits' : 'does not fit',
    })),
  );

  it.each(combinations)('A25 A27 A28 $factor $fits $conduct', ({ factor, conduct, fits }) => {
    const outcome = given(incidentDecider).when(record({ factor, class: conduct }));
    if (fits === 'fits') outcome.thenTypes('ConductIncidentRecorded');
    else outcome.thenRejected('INCIDENT_CLASS_MISMATCH');
  });
});

describe('deciding on an incident', () => {
  it('A26 confirms it as reported, or as grave as the adjudicator takes it for', () => {
    given(incidentDecider, recorded()).when(confirm(supervisor)).then(confirmed(supervisor));
    given(incidentDecider, recorded()).when(confirm(supervisor, 1)).then(confirmed(supervisor, 1));
    given(incidentDecider, recorded()).when(confirm(compliance, 5)).then(confirmed(compliance, 5));
  });

  it('A26 rejects it', () => {
    given(incidentDecider, recorded()).when(rejection(supervisor)).then(rejected(supervisor));
  });

  it('needs an incident', () => {
    given(incidentDecider).when(confirm(supervisor)).thenRejected('NOT_FOUND');
    given(incidentDecider).when(rejection(supervisor)).thenRejected('NOT_FOUND');
  });

  it('is not made milder to be allowed to decide, nor graver than one may', () => {
    given(incidentDecider, recorded(5)).when(confirm(supervisor, 1)).thenRejected('NOT_PERMITTED');
    given(incidentDecider, recorded(1)).when(confirm(supervisor, 4)).thenRejected('NOT_PERMITTED');
  });

  it('happens once', () => {
    for (const past of [confirmed(supervisor), rejected(supervisor)]) {
      const decided = given(incidentDecider, recorded(), past);
      decided.when(confirm(compliance)).thenRejected('INCIDENT_ALREADY_DECIDED');
      decided.when(rejection(supervisor)).thenRejected('INCIDENT_ALREADY_DECIDED');
    }
    given(incidentDecider, recorded(), rejected(supervisor))
      .when(rejection(compliance))
      .thenRejected('INCIDENT_ALREADY_DECIDED');
  });

  it('A8 is taken back on an appeal by compliance, by another officer, and once', () => {
    const appealed = given(incidentDecider, recorded(), confirmed(compliance));
    appealed.when(rejection(compliance)).thenRejected('SAME_PERSON');
    appealed.when(rejection(otherOfficer)).then(rejected(otherOfficer));
    given(incidentDecider, recorded(), confirmed(compliance), rejected(otherOfficer))
      .when(rejection(compliance))
      .thenRejected('INCIDENT_ALREADY_DECIDED');
    given(incidentDecider, recorded(), confirmed(supervisor))
      .when(rejection(supervisor))
      .thenRejected('INCIDENT_ALREADY_DECIDED');
  });

  it('keeps the severity that was confirmed, also when that is taken back', () => {
    const history = [recorded(), confirmed(supervisor, 2), rejected(compliance)];
    expect(given(incidentDecider, ...history).state).toMatchObject({ severity: 2 });
    const never = given(incidentDecider, recorded(), rejected(compliance));
    expect(never.state).toMatchObject({ severity: 3 });
  });

  it('A8 not even on an appeal by who reported it', () => {
    given(incidentDecider, recorded(), confirmed(supervisor))
      .when(rejection({ ...compliance, id: reporter.id }))
      .thenRejected('SAME_PERSON');
  });

  it('keeps no text in mind', () => {
    const { state } = given(incidentDecider, recorded(), confirmed(supervisor, 2));
    expect(JSON.stringify(state)).not.toMatch(/personal|sealed/);
    expect(state).toMatchObject({ status: 'CONFIRMED', severity: 2, reported: { severity: 3 } });
  });
});

describe('who may decide (A8): role × severity × person', () => {
  const roles = ['supervisor', 'compliance', 'agent', 'quality', 'auditor', 'system'] as const;
  const rights = roles.flatMap((role) =>
    [1, 2, 3, 4, 5].flatMap((severity) =>
      [true, false].map((samePerson) => ({ role, severity, samePerson })),
    ),
  );

  /** The table of rights, said another way than the rule says it. */
  type Right = (typeof rights)[number];
  function expected({
    role,
    severity,
    samePerson,
  }: Right): 'allowed' | 'SAME_PERSON' | 'NOT_PERMITTED' {
    if (samePerson) return 'SAME_PERSON';
    const gravest: Readonly<Record<string, number>> = { supervisor: 3, compliance: 5 };
    return severity <= (gravest[role] ?? 0) ? 'allowed' : 'NOT_PERMITTED';
  }

  it.each(rights.map((right) => ({ ...right, answer: expected(right) })))(
    '$role, severity $severity, same person $samePerson: $answer',
    ({ role, severity, samePerson, answer }) => {
      const actor = { ...user(role, 5), ...(samePerson ? { id: reporter.id } : {}) };
      const open = given(incidentDecider, recorded(severity));
      const outcomes = [open.when(confirm(actor)), open.when(rejection(actor))];
      if (answer === 'allowed') {
        outcomes[0]?.thenTypes('ConductIncidentConfirmed');
        outcomes[1]?.thenTypes('ConductIncidentRejected');
      } else {
        for (const outcome of outcomes) outcome.thenRejected(answer);
      }
    },
  );
});
