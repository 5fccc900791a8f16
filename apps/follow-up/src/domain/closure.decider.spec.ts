import type { CloseGate, ClosureEvent } from '@redress/contracts';
import { type Recorded, plusSeconds } from '@redress/kernel';
import { given } from '@redress/testing/given';
import {
  acknowledged,
  close,
  closed,
  complete,
  decided,
  declineSurvey,
  disputed,
  formSent,
  logistics,
  monthLater,
  morning,
  noon,
  note,
  override,
  prevent,
  prevented,
  received,
  referred,
  reopen,
  reopened,
  responded,
  responsible,
  sendForm,
  surveyAnswered,
  surveyDeclined,
  surveySent,
  text,
  warehouse,
  withdrawn,
} from './closure-story.setup.js';
import { closureDecider } from './closure.decider.js';

const scene = (...past: (ClosureEvent | Recorded<ClosureEvent>)[]) =>
  given(closureDecider, ...past);

describe('closing', () => {
  it('needs every gate, and then states the outcome of the final response', () => {
    scene(...complete)
      .when(close)
      .then(closed);
    scene(...complete.filter((event) => event !== surveySent), surveyDeclined)
      .when(close)
      .then(closed);
  });

  it.each<[CloseGate, ClosureEvent, boolean]>([
    ['DEPARTMENT_FEEDBACK', complete[4] as ClosureEvent, false],
    ['CUSTOMER_FEEDBACK', surveySent, false],
    ['PREVENTION', prevented, false],
    ['FINAL_RESPONSE', complete[1] as ClosureEvent, true],
  ])('without %s is refused, with the gate named', (gate, missing, retryable) => {
    scene(...complete.filter((event) => event !== missing))
      .when(close)
      .thenRejected('GATES_UNMET', { retryable });
    const { state } = scene(...complete.filter((event) => event !== missing));
    const decision = closureDecider.decide(close, state);
    expect(decision).toMatchObject({ rejection: { context: { round: 1, unmetGates: [gate] } } });
  });

  it('without any work lists all gates; without attribution no department can have answered', () => {
    const decision = closureDecider.decide(close, scene(received).state);
    expect(decision).toMatchObject({
      rejection: {
        context: {
          unmetGates: [
            ...['FINAL_RESPONSE', 'RESPONSIBILITY', 'DEPARTMENT_FEEDBACK'],
            ...['CUSTOMER_FEEDBACK', 'PREVENTION'],
          ],
        },
      },
    });
    scene().when(close).thenRejected('STAGE_NOT_REACHED', { retryable: true });
  });

  it('waits for every responsible department, and for the decision of each dispute', () => {
    const rest = [responded(), surveySent, prevented];
    const both = [received, responsible([warehouse, logistics]), ...rest, formSent()];
    scene(...both, acknowledged())
      .when(close)
      .thenRejected('GATES_UNMET');
    scene(...both, acknowledged(), formSent(2, logistics), acknowledged(2, logistics))
      .when(close)
      .thenTypes('ComplaintClosed');
    const one = [received, responsible(), ...rest, formSent(), disputed];
    scene(...one)
      .when(close)
      .thenRejected('GATES_UNMET');
    scene(...one, decided)
      .when(close)
      .thenTypes('ComplaintClosed');
  });

  it('asks nobody where no department has a share', () => {
    scene(received, responded(), responsible([]), surveySent, prevented).when(close).then(closed);
  });

  it('is not hindered by a bad score', () => {
    scene(...complete, surveyAnswered)
      .when(close)
      .then(closed);
  });

  it('happens once', () => {
    for (const again of [close, override('UPHELD'), sendForm(), prevent(), declineSurvey]) {
      scene(...complete, closed)
        .when(again)
        .thenRejected('CASE_CLOSED');
    }
  });
});

describe('closing in spite of unmet gates', () => {
  it('lists them, with the reason', () => {
    scene(received, responded(), responsible(), surveySent)
      .when(override())
      .then({
        type: 'ComplaintClosed',
        occurredAt: noon,
        data: {
          round: 1,
          outcome: 'UPHELD',
          unmetGates: ['DEPARTMENT_FEEDBACK', 'PREVENTION'],
          overrideReason: text,
        },
      });
  });

  it('states the outcome where no final response did, and does not contradict one', () => {
    scene(received).when(override()).thenRejected('OUTCOME_NOT_ALLOWED');
    scene(received).when(override('NOT_UPHELD_ABUSIVE')).thenRejected('OUTCOME_NOT_ALLOWED');
    scene(received).when(override('PARTLY_UPHELD')).thenTypes('ComplaintClosed');
    scene(received, responded())
      .when(override('PARTLY_UPHELD'))
      .thenRejected('OUTCOME_NOT_ALLOWED');
  });
});

describe('a withdrawal or referral', () => {
  it.each([
    [withdrawn, 'WITHDRAWN'],
    [referred, 'REFERRED'],
  ] as const)('%s ends the case by itself, with the outcome %s', (fact, outcome) => {
    const { events } = scene(received, responsible(), formSent(), acknowledged()).when(note(fact));
    expect(events.map(({ type }) => type)).toEqual(['CaseFactNoted', 'ComplaintClosed']);
    expect(events[1]).toEqual({
      type: 'ComplaintClosed',
      occurredAt: morning,
      data: {
        round: 1,
        outcome,
        unmetGates: ['FINAL_RESPONSE', 'CUSTOMER_FEEDBACK', 'PREVENTION'],
      },
    });
  });

  it('of a closed case is noted, and ends nothing twice', () => {
    scene(...complete, closed)
      .when(note(withdrawn))
      .thenTypes('CaseFactNoted');
  });

  it('of a reopened case ends its new round', () => {
    const { events } = scene(...complete, closed, reopened).when(note(withdrawn));
    expect(events[1]?.data).toMatchObject({ round: 2, outcome: 'WITHDRAWN' });
  });
});

describe('reopening', () => {
  it('starts the next round, within thirty days', () => {
    const past = [...complete, closed];
    scene(...past)
      .when(reopen(monthLater))
      .then({ ...reopened, occurredAt: monthLater });
    scene(...past)
      .when(reopen(plusSeconds(monthLater, 1)))
      .thenRejected('REOPEN_TOO_LATE', { context: { closedAt: noon } });
    scene(...past)
      .when(reopen(plusSeconds(monthLater, 1), true))
      .thenTypes('ComplaintReopened');
  });

  it('needs an end', () => {
    scene(...complete)
      .when(reopen(noon))
      .thenRejected('CASE_NOT_CLOSED');
    scene().when(reopen(noon)).thenRejected('STAGE_NOT_REACHED');
  });

  it('forgets what the round before had met, and late facts of that round', () => {
    const { state } = scene(...complete, closed, reopened, responded(1), responsible([], 1));
    expect(closureDecider.decide(close, state)).toMatchObject({
      rejection: {
        context: {
          round: 2,
          unmetGates: [
            ...['FINAL_RESPONSE', 'RESPONSIBILITY', 'DEPARTMENT_FEEDBACK'],
            ...['CUSTOMER_FEEDBACK', 'PREVENTION'],
          ],
        },
      },
    });
  });

  it('numbers the forms of the new round on', () => {
    const past = [...complete, formSent(2, logistics), closed, reopened];
    const [sent] = scene(...past, responsible([warehouse], 2)).when(sendForm()).events;
    expect(sent?.data).toMatchObject({ round: 2, formNo: 'F-2026-000123-3' });
  });
});

describe('a fact', () => {
  it('is noted once for each source position', () => {
    const first = note({ type: 'WithdrawalRequested' });
    const { events } = scene(received).when(first);
    scene(received, ...events)
      .when(first)
      .thenNothing();
  });
});
