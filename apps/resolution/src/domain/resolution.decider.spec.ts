import type { ResolutionEvent } from '@redress/contracts';
import { given } from '@redress/testing/given';
import type { NoteCaseFact } from './resolution-command.js';
import {
  classified,
  found,
  investigated,
  investigating,
  meta,
  morning,
  nextDay,
  noon,
  note,
  propose,
  proposed,
  proposedScene,
  received,
  rejected,
  remedyTaken,
  skip,
  take,
  takeRemedy,
  tellPlan,
  text,
  thanked,
} from './resolution-story.setup.js';
import { resolutionDecider } from './resolution.decider.js';

const scene = (...past: ResolutionEvent[]) => given(resolutionDecider, ...past);

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
