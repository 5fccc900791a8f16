import type { ResolutionEvent } from '@redress/contracts';
import { given } from '@redress/testing/given';
import {
  acceptIt,
  accepted,
  chaser,
  closed,
  deemed,
  dueDate,
  investigated,
  later,
  morning,
  nextDay,
  noon,
  note,
  noted,
  overdue,
  propose,
  proposed,
  proposedScene,
  rejectIt,
  rejected,
  remedyTaken,
  respond,
  responded,
  skip,
  take,
  tellPlan,
} from './resolution-story.setup.js';
import { resolutionDecider } from './resolution.decider.js';

const scene = (...past: ResolutionEvent[]) => given(resolutionDecider, ...past);

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

  it('counts only chasers since the proposal, and the due date of this proposal', () => {
    const early = [noted(chaser(morning)), noted(chaser(morning))];
    scene(...proposedScene, ...early)
      .when(note(overdue()))
      .thenTypes('CaseFactNoted');
    // The breach of a first proposal comes so late that a second one has been chased twice.
    const second = [...proposedScene, rejected(), proposed(2, 'SETTLEMENT'), ...twoChasers];
    scene(...second)
      .when(note(overdue(dueDate, 1), later))
      .thenTypes('CaseFactNoted');
    const { events } = scene(...second).when(note(overdue(dueDate, 2), later));
    expect(events.at(-1)).toMatchObject({
      type: 'ResolutionDeemedAccepted',
      occurredAt: dueDate,
      data: { proposalNo: 2 },
    });
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
