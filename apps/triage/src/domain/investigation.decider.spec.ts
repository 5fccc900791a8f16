import type { InvestigationEvent } from '@redress/contracts';
import { type CommandMeta, type Origin, personal, systemActor } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import type { CaseFact, InvestigationCommand } from './investigation-command.js';
import { investigationDecider } from './investigation.decider.js';

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const [anna, bert, team, evidence, logistics, receivedAt, now] = [
  id(1),
  id(2),
  id(3),
  id(4),
  id(5),
  '2026-03-02T01:00:00.000Z',
  '2026-03-02T05:00:00.000Z',
];
const text = personal('as told');

function noted(fact: CaseFact, offset: number, round = 1, log: 'intake' | 'follow-up' = 'intake') {
  const at = { sourceLog: log, sourcePartition: 3, sourceOffset: offset } as const;
  const data = { round, ...at, sourceRecordedAt: receivedAt, fact };
  return { type: 'CaseFactNoted', occurredAt: receivedAt, data } satisfies InvestigationEvent;
}

type EventFor<Type extends InvestigationEvent['type']> = Extract<
  InvestigationEvent,
  { type: Type }
>;

function event<Type extends InvestigationEvent['type']>(type: Type, data: EventFor<Type>['data']) {
  return { type, occurredAt: now, data };
}

function meta(origin: Origin = 'LIVE', actor = systemActor('spec')): CommandMeta {
  return { tenantId: 'demo', actor, now, origin, correlationId: id(9) };
}

function command<Type extends InvestigationCommand['type']>(
  type: Type,
  data: Extract<InvestigationCommand, { type: Type }>['data'],
) {
  return { type, data, meta: meta() };
}

const received = noted({ type: 'ComplaintReceived', receivedAt }, 0);
const thanked = noted({ type: 'ComplainantThanked', ownerId: anna }, 1);
const apologised = noted({ type: 'ApologyGiven' }, 2);
const historic = noted({ type: 'HistoricCaseRecorded', source: 'CFPB' }, 1);
const closed = noted({ type: 'ComplaintClosed' }, 8, 1, 'follow-up');
const reopened = noted({ type: 'ComplaintReopened' }, 9, 2, 'follow-up');

const classification = {
  cause: 'TRANSPORT_STORAGE',
  causePath: ['BOX_CRUSHED'],
  severity: 'S2',
  specialTypes: [],
  taxonomyVersion: 1,
} as const;
const blame = { party: 'DEPARTMENT', departmentId: logistics, pct: 100 } as const;

const kind = { cause: classification.cause, severity: classification.severity, taxonomyVersion: 1 };
const classification1 = { ...kind, causePath: ['BOX_CRUSHED'], specialTypes: [] };
const classifiedEvent = event('ComplaintClassified', { round: 1, ...classification1 });
const assigned = event('CaseAssigned', { round: 1, ownerId: anna, teamId: team, reason: text });
const started = event('InvestigationStarted', { round: 1, leadId: anna, plan: text });
const finding = {
  method: 'INQUIRY' as const,
  evidenceIds: [evidence],
  whyChain: [text],
  conclusion: text,
};
const found = event('FindingRecorded', { round: 1, ...finding });

const classify = command('ClassifyComplaint', classification1);
const assign = command('AssignCase', { ownerId: anna, teamId: team, reason: text });
const start = command('StartInvestigation', { plan: text });
const find = command('RecordFinding', finding);
const attribute = command('AttributeResponsibility', {
  shares: [blame],
  ruleVersion: 1,
  rationale: text,
});

const investigating = [received, thanked, apologised, classifiedEvent, assigned, started];

describe('noting facts', () => {
  it('F notes each fact once, at its own time, in its own round', () => {
    const { data } = thanked;
    const note = { type: 'NoteCaseFact', meta: meta() } as const;
    const fact = { ...data, occurredAt: receivedAt };
    given(investigationDecider, received)
      .when({ ...note, data: fact })
      .then(thanked);
    given(investigationDecider, received, thanked)
      .when({ ...note, data: fact })
      .thenNothing();
    const { round: _, ...roundless } = fact;
    given(investigationDecider, received, closed, reopened)
      .when({ ...note, data: { ...roundless, sourceOffset: 5 } })
      .then({ ...thanked, data: { ...data, sourceOffset: 5, round: 2 } });
  });

  it('is never refused: not before the receipt, not after the end', () => {
    const note = { type: 'NoteCaseFact', meta: meta() } as const;
    const early = { ...closed.data, occurredAt: receivedAt };
    given(investigationDecider)
      .when({ ...note, data: early })
      .then(closed);
    given(investigationDecider, received, closed)
      .when({ ...note, data: { ...thanked.data, occurredAt: receivedAt } })
      .then(thanked);
  });
});

describe('the straight path', () => {
  it('C14 classifies, again if need be, with the taxonomy in force', () => {
    given(investigationDecider, received)
      .when(classify)
      .then({ ...classifiedEvent, policyRefs: { taxonomy: 1 } });
    given(investigationDecider, ...investigating)
      .when({ ...classify, data: { ...classification1, severity: 'S1' } })
      .thenTypes('ComplaintClassified');
    given(investigationDecider, received)
      .when({ ...classify, data: { ...classification1, taxonomyVersion: 2 } })
      .thenRejected('TAXONOMY_VERSION_UNKNOWN');
    given(investigationDecider, received)
      .when({ ...classify, data: { ...classification1, occurredAt: '2026-03-02T05:00:00.001Z' } })
      .thenRejected('OCCURRED_IN_FUTURE');
  });

  it('A49 assigns an owner, and another', () => {
    given(investigationDecider, received).when(assign).then(assigned);
    given(investigationDecider, received, assigned).when(assign).thenRejected('ALREADY_ASSIGNED');
    given(investigationDecider, received, assigned)
      .when(command('AssignCase', { ownerId: bert, teamId: team, reason: text }))
      .thenTypes('CaseAssigned');
  });

  it('C14 starts to investigate once thanked, classified and assigned', () => {
    given(investigationDecider, received, thanked, classifiedEvent, assigned)
      .when(start)
      .then(started);
    given(investigationDecider, received, classifiedEvent, assigned)
      .when(start)
      .thenRejected('STAGE_NOT_REACHED', {
        retryable: true,
        context: { round: 1, heard: ['intake/3/0'] },
      });
    given(investigationDecider, received, thanked, assigned)
      .when(start)
      .thenRejected('CLASSIFICATION_MISSING');
    given(investigationDecider, received, thanked, classifiedEvent)
      .when(start)
      .thenRejected('NOT_ASSIGNED');
    given(investigationDecider, ...investigating)
      .when(start)
      .thenRejected('INVESTIGATION_ALREADY_STARTED');
    given(investigationDecider, received, thanked, classifiedEvent, assigned)
      .when(command('StartInvestigation', { plan: text, leadId: bert }))
      .then(event('InvestigationStarted', { round: 1, leadId: bert, plan: text }));
  });

  it('A45 A46 records findings that rest on evidence', () => {
    given(investigationDecider, ...investigating)
      .when(find)
      .then(found);
    given(investigationDecider, ...investigating)
      .when({ ...find, data: { ...finding, evidenceIds: [] } })
      .thenRejected('EVIDENCE_MISSING');
    given(investigationDecider, received, thanked)
      .when(find)
      .thenRejected('INVESTIGATION_NOT_STARTED');
  });

  it('C21 attributes responsibility in shares that sum to 100', () => {
    const attributed = event('ResponsibilityAttributed', {
      round: 1,
      shares: [blame],
      ruleVersion: 1,
      rationale: text,
    });
    const ready = given(investigationDecider, ...investigating, found);
    ready.when(attribute).then({ ...attributed, policyRefs: { 'attribution-rule': 1 } });
    const withShares = (shares: typeof attribute.data.shares) => ({
      ...attribute,
      data: { ...attribute.data, shares },
    });
    const half = { ...blame, pct: 50 };
    ready
      .when(withShares([half, { party: 'CUSTOMER', pct: 49 }]))
      .thenRejected('SHARES_NOT_100', { context: { sum: 99 } });
    ready.when(withShares([])).thenRejected('SHARES_NOT_100');
    const other = { ...half, departmentId: anna };
    ready.when(withShares([half, other])).thenTypes('ResponsibilityAttributed');
    ready
      .when(withShares([half, { party: 'DEPARTMENT', pct: 50 }]))
      .thenRejected('SHARE_WITHOUT_DEPARTMENT');
    ready.when(withShares([half, half])).thenRejected('SHARE_REPEATED');
    const customer = { party: 'CUSTOMER', pct: 25 } as const;
    ready.when(withShares([half, customer, customer])).thenRejected('SHARE_REPEATED');
    given(investigationDecider, ...investigating)
      .when(attribute)
      .thenRejected('FINDING_MISSING');
  });

  it('B19 never before an apology, which may still be on its way', () => {
    given(investigationDecider, received, thanked, classifiedEvent, assigned, started, found)
      .when(attribute)
      .thenRejected('APOLOGY_MISSING', {
        retryable: true,
        context: { round: 1, heard: ['intake/3/1'] },
      });
  });
});

describe('guards of every step', () => {
  it.each([classify, assign, start, find, attribute])('$type', (step) => {
    given(investigationDecider).when(step).thenRejected('STAGE_NOT_REACHED', { retryable: true });
    given(investigationDecider, ...investigating, found, closed)
      .when(step)
      .thenRejected('CASE_CLOSED');
  });
});

describe('a reopened case', () => {
  const secondRound = [...investigating, found, closed, reopened];

  it('stands at investigating again; classification and owner carry over', () => {
    const { state } = given(investigationDecider, ...secondRound);
    expect(state).toMatchObject({
      round: 2,
      classification: classification1,
      owner: { ownerId: anna },
      inquiry: { step: 'INVESTIGATING', leadId: undefined, findings: 0, shares: undefined },
    });
    given(investigationDecider, ...secondRound)
      .when(find)
      .then(event('FindingRecorded', { round: 2, ...finding }));
    given(investigationDecider, ...secondRound)
      .when(start)
      .then(event('InvestigationStarted', { round: 2, leadId: anna, plan: text }));
  });

  it('what was found in the last round attributes nothing in this one', () => {
    given(investigationDecider, ...secondRound)
      .when(attribute)
      .thenRejected('FINDING_MISSING');
    given(investigationDecider, ...secondRound, event('FindingRecorded', { round: 2, ...finding }))
      .when(attribute)
      .thenTypes('ResponsibilityAttributed');
  });

  it('a late end of the first round does not close the second', () => {
    given(investigationDecider, ...investigating, reopened, closed)
      .when(find)
      .thenTypes('FindingRecorded');
  });
});

describe('a case of another system', () => {
  const imported = { ...classify, meta: meta('IMPORT') };

  it('I stands at investigating; no step that was taken elsewhere is claimed', () => {
    given(investigationDecider, received, historic).when(find).thenTypes('FindingRecorded');
    given(investigationDecider, received, historic, classifiedEvent, assigned)
      .when(start)
      .thenTypes('InvestigationStarted');
  });

  it('I is classified at its own time, also when it is closed, and again only by a change', () => {
    const data = { ...classification1, occurredAt: receivedAt };
    given(investigationDecider, received, historic, closed)
      .when({ ...imported, data })
      .then({ ...classifiedEvent, occurredAt: receivedAt, policyRefs: { taxonomy: 1 } });
    given(investigationDecider, received, historic, classifiedEvent)
      .when({ ...imported, data })
      .thenNothing();
    given(investigationDecider, received, historic, classifiedEvent)
      .when({ ...imported, data: { ...data, causePath: ['BOX_WET'] } })
      .thenTypes('ComplaintClassified');
  });

  it('I never overrides what a person here has classified', () => {
    const byAnna = by({ kind: 'USER', role: 'agent', id: anna });
    given(investigationDecider, received, historic, byAnna(classifiedEvent))
      .when({ ...imported, data: { ...classification1, causePath: ['BOX_WET'] } })
      .thenNothing();
  });
});
