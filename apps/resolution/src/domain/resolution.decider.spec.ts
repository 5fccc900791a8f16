import type { ResolutionEvent, Severity } from '@redress/contracts';
import { type CommandMeta, type Timestamp, personal, systemActor } from '@redress/kernel';
import { given } from '@redress/testing';
import type { CaseFact, NoteCaseFact, ResolutionCommand } from './resolution-command.js';
import { resolutionDecider } from './resolution.decider.js';
import type { Strategy } from './strategy-ladder.policy.js';

const morning = '2026-03-02T09:00:00.000Z';
const noon = '2026-03-02T12:00:00.000Z';
const nextDay = '2026-03-03T09:00:00.000Z';
const dueDate = '2026-03-16T09:00:00.000Z';
const later = '2026-03-17T09:00:00.000Z';

const meta = (now: Timestamp): CommandMeta => ({
  tenantId: 'demo',
  actor: { kind: 'USER', role: 'agent', id: '0190a000-0000-7000-8000-00000000000a' },
  now,
  origin: 'LIVE',
  correlationId: '0190a000-0000-7000-8000-000000000000',
});

let offset = 0;
const logOf = (fact: CaseFact['type']) => {
  switch (fact) {
    case 'ComplaintClassified':
    case 'InvestigationStarted':
    case 'FindingRecorded':
    case 'ResponseOverdue':
      return 'triage';
    case 'ComplaintClosed':
    case 'ComplaintReopened':
      return 'follow-up';
    default:
      return 'intake';
  }
};

const note = (fact: CaseFact, at = morning, round?: number): NoteCaseFact => {
  offset += 1;
  return {
    type: 'NoteCaseFact',
    data: {
      sourceLog: logOf(fact.type),
      sourcePartition: 3,
      sourceOffset: offset,
      sourceRecordedAt: at,
      occurredAt: at,
      fact,
      ...(round ? { round } : {}),
    },
    meta: { ...meta(at), actor: systemActor('resolution') },
  };
};

const noted = (fact: CaseFact, at = morning, round = 1): ResolutionEvent => {
  const { occurredAt, ...data } = note(fact, at).data;
  return { type: 'CaseFactNoted', occurredAt, data: { ...data, round } };
};

const received = noted({ type: 'ComplaintReceived' });
const thanked = noted({ type: 'ComplainantThanked' });
const classified = (severity: Severity) => noted({ type: 'ComplaintClassified', severity });
const investigating = noted({ type: 'InvestigationStarted' });
const found = (round = 1) => noted({ type: 'FindingRecorded' }, morning, round);
const closed = (round = 1) => noted({ type: 'ComplaintClosed' }, nextDay, round);
const reopened = (round = 2) => noted({ type: 'ComplaintReopened' }, nextDay, round);
const chaser = (at: Timestamp): CaseFact => ({ type: 'ChaserSent', at });
const overdue = (at = dueDate): CaseFact => ({ type: 'ResponseOverdue', at });
const investigated = [received, thanked, classified('S3'), investigating, found()];

const text = personal('We are sorry.');
const remedyTaken = (round = 1): ResolutionEvent => ({
  type: 'RemedyTaken',
  occurredAt: morning,
  data: { round, kind: 'REFUND', doneAt: morning },
});
const proposal = {
  strategy: 'FULL',
  fix: text,
  prevention: text,
  exceedsExpectation: false,
  channel: 'EMAIL',
} as const;
const proposed = (proposalNo = 1, strategy: Strategy = 'FULL', round = 1): ResolutionEvent => ({
  type: 'ResolutionProposed',
  occurredAt: noon,
  data: { round, proposalNo, ...proposal, strategy },
});
const accepted = (proposalNo = 1): ResolutionEvent => ({
  type: 'ResolutionAccepted',
  occurredAt: noon,
  data: { round: 1, proposalNo, channel: 'EMAIL' },
});
const rejected = (proposalNo = 1): ResolutionEvent => ({
  type: 'ResolutionRejected',
  occurredAt: noon,
  data: { round: 1, proposalNo, channel: 'EMAIL', reason: text },
});
const deemed = (occurredAt: Timestamp, chasers = 2): ResolutionEvent => ({
  type: 'ResolutionDeemedAccepted',
  occurredAt,
  data: { round: 1, proposalNo: 1, chasers },
});
const response = {
  outcome: 'UPHELD',
  reasons: text,
  signpostBody: 'OMBUDSMAN',
  channel: 'EMAIL',
} as const;
const responded: ResolutionEvent = {
  type: 'FinalResponseIssued',
  occurredAt: noon,
  data: { round: 1, ...response },
};

const tellPlan = (more: { promisedAt?: Timestamp; occurredAt?: Timestamp } = {}) =>
  ({
    type: 'TellPlan',
    data: { channel: 'PHONE', promisedAt: nextDay, plan: text, ...more },
    meta: meta(noon),
  }) as const;
const takeRemedy = { type: 'TakeRemedy', data: { kind: 'REFUND', doneAt: morning } } as const;
const take: ResolutionCommand = { ...takeRemedy, meta: meta(noon) };
const skip: ResolutionCommand = { type: 'SkipRemedy', data: { reason: text }, meta: meta(noon) };
const propose = (strategy: Strategy = 'FULL'): ResolutionCommand => ({
  type: 'ProposeResolution',
  data: { ...proposal, strategy },
  meta: meta(noon),
});
const acceptIt = (occurredAt?: Timestamp): ResolutionCommand => ({
  type: 'AcceptResolution',
  data: { channel: 'EMAIL', ...(occurredAt ? { occurredAt } : {}) },
  meta: meta(noon),
});
const rejectIt: ResolutionCommand = {
  type: 'RejectResolution',
  data: { channel: 'EMAIL', reason: text },
  meta: meta(noon),
};
const respond = (
  outcome: 'UPHELD' | 'NOT_UPHELD_HONEST' | 'NOT_UPHELD_ABUSIVE' = 'UPHELD',
): ResolutionCommand => ({
  type: 'IssueFinalResponse',
  data: { ...response, outcome },
  meta: meta(noon),
});

const scene = (...past: ResolutionEvent[]) => given(resolutionDecider, ...past);
const proposedScene = [...investigated, remedyTaken(), proposed()];

describe('the plan (B16)', () => {
  it('is told to somebody who was thanked', () => {
    scene(received, thanked)
      .when(tellPlan())
      .then({
        type: 'PlanCommunicated',
        occurredAt: noon,
        data: { round: 1, channel: 'PHONE', promisedAt: nextDay, plan: text },
      });
    scene(received).when(tellPlan()).thenRejected('STAGE_NOT_REACHED', { retryable: true });
  });

  it('stands at the time at which it was told, which is not the future', () => {
    const [told] = scene(received, thanked).when(tellPlan({ occurredAt: morning })).events;
    expect(told?.occurredAt).toBe(morning);
    scene(received, thanked)
      .when(tellPlan({ occurredAt: nextDay }))
      .thenRejected('OCCURRED_IN_FUTURE');
  });

  it('promises something that is still to come', () => {
    scene(received, thanked)
      .when(tellPlan({ promisedAt: morning }))
      .thenRejected('PLAN_DATE_IN_PAST');
  });
});

describe('a fact that has not arrived', () => {
  it('is answered with what was heard, so that the caller can wait for the rest', () => {
    const at = scene(received).when(take);
    const { sourceOffset } = received.data as NoteCaseFact['data'];
    at.thenRejected('STAGE_NOT_REACHED', {
      retryable: true,
      context: { round: 1, heard: [`intake/3/${sourceOffset}`] },
    });
    scene().when(propose()).thenRejected('STAGE_NOT_REACHED', { retryable: true });
  });

  it('is noted once for each source position, and never again', () => {
    const first = note({ type: 'ComplaintReceived' });
    const { occurredAt, ...data } = first.data;
    const event: ResolutionEvent = {
      type: 'CaseFactNoted',
      occurredAt,
      data: { ...data, round: 1 },
    };
    scene().when(first).then(event);
    scene(event).when(first).thenNothing();
  });
});

describe('the remedy (C14, A41)', () => {
  it('is taken in an investigation, with its cost, at its own time', () => {
    const cost = { amountMinor: 1999, currency: 'EUR' };
    const data = { kind: 'REFUND', doneAt: morning, cost } as const;
    scene(received, investigating)
      .when({ type: 'TakeRemedy', data, meta: meta(noon) })
      .then({
        type: 'RemedyTaken',
        occurredAt: morning,
        data: { round: 1, kind: 'REFUND', doneAt: morning, costMinor: 1999, currency: 'EUR' },
      });
    scene(received).when(take).thenRejected('STAGE_NOT_REACHED');
  });

  it('is not taken in the future', () => {
    scene(received, investigating)
      .when({ ...takeRemedy, data: { kind: 'REFUND', doneAt: nextDay }, meta: meta(noon) })
      .thenRejected('OCCURRED_IN_FUTURE');
  });

  it('is skipped with a reason, but never for S1', () => {
    scene(received, classified('S3'), investigating)
      .when(skip)
      .then({ type: 'RemedySkipped', occurredAt: noon, data: { round: 1, reason: text } });
    scene(received, classified('S1'), investigating).when(skip).thenRejected('REMEDY_REQUIRED');
    scene(received, investigating)
      .when(skip)
      .thenRejected('STAGE_NOT_REACHED', { retryable: true });
    scene(...investigated, remedyTaken())
      .when(skip)
      .thenRejected('ALREADY_EXISTS');
  });

  it('may still be given while a proposal is open, and does not take the case back', () => {
    const { state } = scene(...proposedScene).when(take);
    expect(state.progress.step).toBe('PROPOSED');
  });
});

describe('a proposal (B20)', () => {
  it('needs a remedy decision and a finding', () => {
    scene(...investigated, remedyTaken())
      .when(propose())
      .then(proposed());
    scene(...investigated)
      .when(propose())
      .thenRejected('REMEDY_UNDECIDED');
    scene(received, investigating, remedyTaken())
      .when(propose())
      .thenRejected('STAGE_NOT_REACHED', { retryable: true });
  });

  it('is open alone', () => {
    scene(...proposedScene)
      .when(propose())
      .thenRejected('PROPOSAL_OPEN');
  });

  it('is numbered on after a rejection', () => {
    scene(...proposedScene, rejected())
      .when(propose('SETTLEMENT'))
      .then(proposed(2, 'SETTLEMENT'));
  });

  it('climbs the ladder one step at a time, and may go back to a gentler one (A47)', () => {
    const start = scene(...investigated, remedyTaken());
    start.when(propose('SETTLEMENT')).thenRejected('STRATEGY_ORDER', { context: { last: null } });
    const after = scene(...proposedScene, rejected());
    after
      .when(propose('LEGAL_REMEDY'))
      .thenRejected('STRATEGY_ORDER', { context: { last: 'FULL' } });
    after.when(propose('FULL')).thenTypes('ResolutionProposed');
    scene(...proposedScene, rejected(), proposed(2, 'SETTLEMENT'), rejected(2))
      .when(propose('FULL'))
      .thenTypes('ResolutionProposed');
  });

  it('may jump where safety is at stake', () => {
    scene(received, classified('S1'), investigating, found(), remedyTaken())
      .when(propose('COMPULSORY'))
      .thenTypes('ResolutionProposed');
  });
});

describe('the answer (A11)', () => {
  it('is accepted or rejected, once', () => {
    scene(...proposedScene)
      .when(acceptIt())
      .then(accepted());
    scene(...proposedScene)
      .when(rejectIt)
      .then(rejected());
    scene(...proposedScene, accepted())
      .when(rejectIt)
      .thenRejected('NO_PROPOSAL_OPEN');
    scene(...investigated)
      .when(acceptIt())
      .thenRejected('NO_PROPOSAL_OPEN');
  });

  it('was given between the proposal and now', () => {
    const at = scene(...proposedScene);
    at.when(acceptIt(morning)).thenRejected('OCCURRED_BEFORE_CAUSE');
    at.when(acceptIt(nextDay)).thenRejected('OCCURRED_IN_FUTURE');
  });
});

describe('silence', () => {
  const twoChasers = [noted(chaser(nextDay), nextDay), noted(chaser(nextDay), nextDay)];

  it('is acceptance at the due date when two chasers were sent before', () => {
    const last = note(overdue(), later);
    const { events } = scene(...proposedScene, ...twoChasers).when(last);
    expect(events.map(({ type }) => type)).toEqual(['CaseFactNoted', 'ResolutionDeemedAccepted']);
    expect(events[1]).toEqual(deemed(dueDate));
  });

  it('is acceptance at the second chaser when that comes after the due date', () => {
    const past = [...proposedScene, noted(chaser(nextDay)), noted(overdue(), dueDate)];
    const { events } = scene(...past).when(note(chaser(later), later));
    expect(events[1]).toEqual(deemed(later));
  });

  it('is no acceptance after one chaser, or before the due date', () => {
    scene(...proposedScene, noted(chaser(nextDay)))
      .when(note(overdue()))
      .thenTypes('CaseFactNoted');
    scene(...proposedScene, ...twoChasers)
      .when(note(chaser(later)))
      .thenTypes('CaseFactNoted');
  });

  it('counts only chasers and due dates of this proposal and round', () => {
    const early = [noted(chaser(morning)), noted(chaser(morning))];
    scene(...proposedScene, ...early)
      .when(note(overdue()))
      .thenTypes('CaseFactNoted');
    scene(...proposedScene, ...twoChasers)
      .when(note(overdue(morning)))
      .thenTypes('CaseFactNoted');
    scene(...proposedScene, ...twoChasers)
      .when(note(overdue(), later, 2))
      .thenTypes('CaseFactNoted');
  });

  it('means nothing once the customer answered, or the case is closed', () => {
    scene(...proposedScene, ...twoChasers, rejected())
      .when(note(overdue()))
      .thenTypes('CaseFactNoted');
    scene(...proposedScene, ...twoChasers, closed())
      .when(note(overdue()))
      .thenTypes('CaseFactNoted');
  });
});

describe('the final response', () => {
  it('answers a proposal that was accepted, rejected or deemed accepted', () => {
    for (const answer of [accepted(), rejected(), deemed(noon)]) {
      scene(...proposedScene, answer)
        .when(respond())
        .then(responded);
    }
    scene(...proposedScene)
      .when(respond())
      .thenRejected('RESOLUTION_UNANSWERED');
    scene(...investigated, remedyTaken())
      .when(respond())
      .thenRejected('RESOLUTION_UNANSWERED');
  });

  it('never calls a complaint abusive without adjudication', () => {
    scene(...proposedScene, rejected())
      .when(respond('NOT_UPHELD_ABUSIVE'))
      .thenRejected('OUTCOME_NOT_ALLOWED');
  });

  it('is the last step of its round', () => {
    for (const step of [tellPlan(), take, skip, propose(), acceptIt(), rejectIt, respond()]) {
      scene(...proposedScene, accepted(), responded)
        .when(step)
        .thenRejected('FINAL_RESPONSE_ISSUED');
    }
  });
});

describe('rounds', () => {
  const all = [tellPlan(), take, skip, propose(), acceptIt(), rejectIt, respond()];

  it('end with the case: nothing is done in a closed one', () => {
    for (const step of all) {
      scene(...proposedScene, accepted(), responded, closed())
        .when(step)
        .thenRejected('CASE_CLOSED');
    }
  });

  it('start anew with a reopening: remedy and finding of the first do not count', () => {
    const past = [...proposedScene, accepted(), responded, closed(), reopened()];
    scene(...past, found(2))
      .when(propose())
      .thenRejected('REMEDY_UNDECIDED');
    scene(...past, remedyTaken(2))
      .when(propose())
      .thenRejected('STAGE_NOT_REACHED');
    scene(...past, remedyTaken(2), found(2))
      .when(propose())
      .then(proposed(2, 'FULL', 2));
  });

  it('take a fact of the new round that arrives before the reopening', () => {
    scene(...proposedScene, closed(), found(2), reopened(), remedyTaken(2))
      .when(propose())
      .thenTypes('ResolutionProposed');
  });

  it('are not reopened by old news', () => {
    scene(...investigated, closed(), reopened(), closed(2), reopened(2))
      .when(take)
      .thenRejected('CASE_CLOSED');
  });
});

describe('a case of another system', () => {
  const historic = (response?: string): CaseFact => ({
    type: 'HistoricCaseRecorded',
    source: 'CFPB',
    ...(response ? { response } : {}),
  });
  const corrected = (response: string): CaseFact => ({ type: 'HistoricCaseCorrected', response });
  const recorded = (response: string, remedyKind?: 'MONETARY'): ResolutionEvent => ({
    type: 'HistoricResponseRecorded',
    occurredAt: morning,
    data: { round: 1, response, source: 'CFPB', ...(remedyKind ? { remedyKind } : {}) },
  });

  it.each([
    ['CLOSED_WITH_MONETARY_RELIEF', 'MONETARY'],
    ['CLOSED_WITH_NON_MONETARY_RELIEF', 'NON_MONETARY'],
    ['CLOSED_WITH_EXPLANATION', 'EXPLANATION'],
    ['CLOSED', undefined],
    ['UNTIMELY_RESPONSE', undefined],
    ['IN_PROGRESS', undefined],
  ])('records the response %s with the remedy %s, at its own time', (response, remedyKind) => {
    const { events } = scene().when(note(historic(response)));
    expect(events.map(({ type }) => type)).toEqual(['CaseFactNoted', 'HistoricResponseRecorded']);
    expect(events[1]?.occurredAt).toBe(morning);
    expect(events[1]?.data).toEqual({
      round: 1,
      response,
      source: 'CFPB',
      ...(remedyKind ? { remedyKind } : {}),
    });
  });

  it('records nothing when the source names no response, and no step of ours', () => {
    scene().when(note(historic())).thenTypes('CaseFactNoted');
  });

  it('records a corrected response again, an unchanged one not', () => {
    const past = [noted(historic('IN_PROGRESS')), recorded('IN_PROGRESS')];
    const { events } = scene(...past).when(note(corrected('CLOSED_WITH_MONETARY_RELIEF')));
    expect(events[1]).toEqual(recorded('CLOSED_WITH_MONETARY_RELIEF', 'MONETARY'));
    scene(...past)
      .when(note(corrected('IN_PROGRESS')))
      .thenTypes('CaseFactNoted');
  });

  it('that is still in progress is worked on here from the investigation on', () => {
    scene(noted(historic('IN_PROGRESS')), recorded('IN_PROGRESS'))
      .when(take)
      .thenTypes('RemedyTaken');
  });
});
