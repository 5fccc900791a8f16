import type { ClockEvent } from '@redress/contracts';
import { type Actor, personal, type Timestamp } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import { clockDecider } from './clock.decider.js';
import { after, agent, clockId, history, meta, observe, received } from './clock-story.setup.js';

const evidence = '00000000-0000-7000-8000-00000000e001';
const anna: Actor = { kind: 'USER', role: 'supervisor', id: 'anna' };
const late = history(received(), observe({ type: 'ComplainantThanked' }, after(2)));
const reason = personal('the call log shows it');

function request(metAt: Timestamp, evidenceIds = [evidence], kind: 'ACK' | 'UPDATE' = 'ACK') {
  return {
    type: 'RequestRestatement',
    data: { clockId: clockId(kind), metAt, evidenceIds, reason },
    meta: meta(after(5), agent),
  } as const;
}

function approve(actor: Actor) {
  const data = { clockId: clockId('ACK'), reason: personal('seen and agreed') };
  return { type: 'ApproveRestatement', data, meta: meta(after(6), actor) } as const;
}

describe('restating a breach', () => {
  const requested: ClockEvent = {
    type: 'ClockRestatementRequested',
    occurredAt: after(5),
    data: {
      round: 1,
      clockId: clockId('ACK'),
      kind: 'ACK',
      metAt: after(0.5),
      evidenceIds: [evidence],
      reason,
    },
  };

  it('is asked for with evidence and approved by a second person; the breach stays on record', () => {
    given(clockDecider, ...late)
      .when(request(after(0.5)))
      .then(requested);
    const past = [...late, by(agent)(requested)];
    const { events, state } = given(clockDecider, ...past).when(approve(anna));
    expect(events).toEqual([
      {
        type: 'ClockRestated',
        occurredAt: after(6),
        data: {
          round: 1,
          clockId: clockId('ACK'),
          kind: 'ACK',
          metAt: after(0.5),
          evidenceIds: [evidence],
          requestedBy: agent.id,
          reason: personal('seen and agreed'),
        },
      },
    ]);
    expect(state.clocks[0]).toMatchObject({
      breachedAt: after(1),
      restatement: { step: 'APPROVED', metAt: after(0.5) },
    });
    given(clockDecider, ...past, ...events)
      .when(request(after(0.5)))
      .thenRejected('CLOCK_NOT_BREACHED');
  });

  it('is refused to the same person, whatever the role', () => {
    const past = [...late, by(agent)(requested)];
    given(clockDecider, ...past)
      .when(approve({ ...agent, role: 'compliance' }))
      .thenRejected('SAME_PERSON');
    given(clockDecider, ...late)
      .when(approve(anna))
      .thenRejected('RESTATEMENT_NOT_REQUESTED');
  });

  it('needs a breach, evidence, and a time that can be true', () => {
    const breached = given(clockDecider, ...late);
    breached.when(request(after(0.5), [evidence], 'UPDATE')).thenRejected('CLOCK_NOT_BREACHED');
    breached.when(request(after(0.5), [])).thenRejected('EVIDENCE_MISSING');
    breached.when(request(after(5.1))).thenRejected('OCCURRED_IN_FUTURE');
    breached.when(request(after(-1))).thenRejected('OCCURRED_BEFORE_CAUSE');
    given(clockDecider)
      .when(request(after(0.5)))
      .thenRejected('NOT_FOUND');
    given(clockDecider).when(approve(anna)).thenRejected('NOT_FOUND');
  });
});
