import type { ResolutionEvent } from '@redress/contracts';
import { given } from '@redress/testing/given';
import type { CaseFact } from './resolution-command.js';
import {
  acceptIt,
  accepted,
  closed,
  found,
  investigated,
  morning,
  note,
  noted,
  propose,
  proposed,
  proposedScene,
  rejectIt,
  remedyTaken,
  reopened,
  respond,
  responded,
  skip,
  take,
  tellPlan,
} from './resolution-story.setup.js';
import { resolutionDecider } from './resolution.decider.js';

const scene = (...past: ResolutionEvent[]) => given(resolutionDecider, ...past);

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
