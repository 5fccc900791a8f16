import type { ClosureEvent } from '@redress/contracts';
import { type Recorded } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import {
  acknowledge,
  acknowledged,
  anna,
  answer,
  ben,
  capaId,
  closed,
  complete,
  decideAs,
  decided,
  declineSurvey,
  dispute,
  disputed,
  disputeClosed,
  formNo,
  formSent,
  logistics,
  noon,
  prevent,
  prevented,
  received,
  responded,
  responsible,
  sendForm,
  sendSurvey,
  surveyAnswered,
  surveyDeclined,
  surveySent,
  warehouse,
} from './closure-story.setup.js';
import { closureDecider } from './closure.decider.js';

const scene = (...past: (ClosureEvent | Recorded<ClosureEvent>)[]) =>
  given(closureDecider, ...past);

describe('the feedback form of a department (C24)', () => {
  it('goes to each responsible department, once a round, with a number of its own', () => {
    const both = [received, responsible([warehouse, logistics])];
    scene(...both)
      .when(sendForm())
      .then(formSent());
    scene(...both, formSent())
      .when(sendForm(logistics))
      .then(formSent(2, logistics));
    scene(...both, formSent())
      .when(sendForm())
      .thenRejected('FORM_ALREADY_SENT', { context: { formNo } });
  });

  it('goes to nobody else', () => {
    scene(received, responsible())
      .when(sendForm(logistics))
      .thenRejected('DEPARTMENT_NOT_RESPONSIBLE');
    scene(received).when(sendForm()).thenRejected('STAGE_NOT_REACHED', { retryable: true });
    scene().when(sendForm()).thenRejected('STAGE_NOT_REACHED', { retryable: true });
  });

  it('is acknowledged or disputed, once', () => {
    const sent = [received, responsible(), formSent()];
    scene(...sent)
      .when(acknowledge)
      .then(acknowledged());
    scene(...sent)
      .when(dispute)
      .then(disputed);
    for (const answered of [acknowledged(), disputed, decided]) {
      scene(...sent, answered)
        .when(acknowledge)
        .thenRejected('FORM_ALREADY_ANSWERED');
      scene(...sent, answered)
        .when(dispute)
        .thenRejected('FORM_ALREADY_ANSWERED');
    }
    scene(received, responsible()).when(acknowledge).thenRejected('FORM_UNKNOWN');
    scene(received, responsible()).when(decideAs(ben)).thenRejected('FORM_UNKNOWN');
  });

  it('is disputed within three business days, which triage counts, and acknowledged any time', () => {
    const late = [received, responsible([warehouse, logistics]), formSent(), disputeClosed()];
    scene(...late)
      .when(dispute)
      .thenRejected('DISPUTE_TOO_LATE', { context: { formNo, closedAt: noon } });
    scene(...late)
      .when(acknowledge)
      .then(acknowledged());
    scene(...late, acknowledged())
      .when(dispute)
      .thenRejected('FORM_ALREADY_ANSWERED');
    // The time of one department is not that of another one, nor of a form that nobody knows.
    const other = [received, responsible([warehouse, logistics]), formSent(1), disputeClosed(2)];
    scene(...other)
      .when(dispute)
      .then(disputed);
    scene(received, responsible(), formSent(), by(anna)(disputed), disputeClosed())
      .when(decideAs(ben))
      .then(decided);
  });

  it('is decided by another person than the one who disputed it', () => {
    const past = [received, responsible(), formSent(), by(anna)(disputed)];
    scene(...past)
      .when(decideAs(anna))
      .thenRejected('SAME_PERSON');
    scene(...past)
      .when(decideAs(ben))
      .then(decided);
    scene(received, responsible(), formSent())
      .when(decideAs(ben))
      .thenRejected('FORM_NOT_DISPUTED');
    scene(...past, by(ben)(decided))
      .when(decideAs(ben))
      .thenRejected('FORM_NOT_DISPUTED');
  });
});

describe('the survey (A18)', () => {
  it('is sent once, after the final response', () => {
    scene(received, responded()).when(sendSurvey).then(surveySent);
    scene(received).when(sendSurvey).thenRejected('STAGE_NOT_REACHED', { retryable: true });
    for (const past of [[surveySent], [surveySent, surveyAnswered]]) {
      scene(received, responded(), ...past)
        .when(sendSurvey)
        .thenRejected('SURVEY_ALREADY_SENT');
    }
  });

  it('is not sent to somebody who opted out', () => {
    scene(received).when(declineSurvey).then(surveyDeclined);
    scene(received, responded(), surveyDeclined).when(sendSurvey).thenRejected('NOT_PERMITTED');
    scene(received, surveyDeclined).when(declineSurvey).thenRejected('SURVEY_ALREADY_ANSWERED');
  });

  it('is answered once, with at least one score', () => {
    const sent = [received, responded(), surveySent];
    scene(...sent)
      .when(answer({ csat: 2 }))
      .then(surveyAnswered);
    scene(...sent)
      .when(answer({ nps: 0 }))
      .thenTypes('SurveyAnswered');
    scene(...sent)
      .when(answer({}))
      .thenRejected('SURVEY_EMPTY');
    scene(received, responded())
      .when(answer({ csat: 2 }))
      .thenRejected('SURVEY_NOT_SENT');
    for (const answered of [surveyAnswered, surveyDeclined]) {
      scene(...sent, answered)
        .when(answer({ csat: 2 }))
        .thenRejected('SURVEY_ALREADY_ANSWERED');
    }
  });

  it('is still answered after the case was closed', () => {
    scene(...complete, closed)
      .when(answer({ csat: 2 }))
      .then(surveyAnswered);
  });
});

describe('prevention (B5)', () => {
  const ready = [received, responded()];

  it('is a quick fix, a named corrective action, or a waiver that somebody else approves', () => {
    scene(...ready)
      .when(prevent())
      .then(prevented);
    scene(...ready)
      .when(prevent({ mode: 'CAPA', capaId }))
      .thenTypes('PreventionDecided');
    scene(...ready)
      .when(prevent({ mode: 'CAPA' }))
      .thenRejected('CAPA_MISSING');
    scene(...ready)
      .when(prevent({ mode: 'WAIVER', approverId: ben.id }))
      .thenTypes('PreventionDecided');
    scene(...ready)
      .when(prevent({ mode: 'WAIVER' }))
      .thenRejected('APPROVER_MISSING');
    scene(...ready)
      .when(prevent({ mode: 'WAIVER', approverId: anna.id }))
      .thenRejected('SAME_PERSON');
  });

  it('is decided once a round, after the final response', () => {
    scene(...ready, prevented)
      .when(prevent())
      .thenRejected('PREVENTION_ALREADY_DECIDED');
    scene(received).when(prevent()).thenRejected('STAGE_NOT_REACHED', { retryable: true });
  });
});
