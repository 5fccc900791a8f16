import {
  clockEvents,
  complaintEvents,
  investigationEvents,
  resolutionEvents,
} from '@redress/contracts';
import { personal, systemActor } from '@redress/kernel';
import type { ClosureCommand } from '../domain/closure-command.js';
import {
  actor,
  caseId,
  followUpWorld,
  meta,
  nextDay,
  received,
  text,
  warehouse,
} from '../../test/follow-up-world.js';

type Service = ReturnType<typeof followUpWorld>;

async function receivedCase(): Promise<Service> {
  const made = followUpWorld();
  await made.tell(complaintEvents.ComplaintReceived, received, (c) => made.intake.received(c));
  return made;
}

async function eventsOf({ log, stream }: Service) {
  const records = await log.readStream(stream);
  return records.map(({ envelope, data }) => ({ type: envelope.type, data }));
}

describe('the consumers of follow-up', () => {
  it('note facts with their source, by the system, in the partition of the case', async () => {
    const { tell, intake, log, stream } = followUpWorld();
    const source = await tell(complaintEvents.ComplaintReceived, received, (c) =>
      intake.received(c),
    );
    const [note] = await log.readStream(stream);
    expect(note?.position.partition).toBe(source.position.partition);
    expect(note?.orderingKey).toBe('demo/the-customer');
    expect(note?.envelope).toMatchObject({
      type: 'CaseFactNoted',
      actor: systemActor('follow-up'),
      causationId: source.envelope.id,
    });
    expect(note?.data).toMatchObject({
      sourceLog: 'intake',
      sourceOffset: 0,
      fact: { type: 'ComplaintReceived', complaintNo: 'C-2026-000123' },
    });
  });

  it('meet the gates of other services, and ask only departments with a share', async () => {
    const made = await receivedCase();
    const { tell, triage, resolution, closures, stream } = made;
    await tell(resolutionEvents.FinalResponseIssued, { round: 1, outcome: 'PARTLY_UPHELD' }, (c) =>
      resolution.responded(c),
    );
    await tell(
      investigationEvents.ResponsibilityAttributed,
      {
        round: 1,
        shares: [
          { party: 'DEPARTMENT', departmentId: warehouse, pct: 60 },
          { party: 'DEPARTMENT', departmentId: warehouse, pct: 10 },
          { party: 'DEPARTMENT', departmentId: actor.id, pct: 0 },
          { party: 'CUSTOMER', pct: 30 },
        ],
        ruleVersion: 1,
        rationale: text,
      },
      (c) => triage.attributed(c),
    );
    const { facts } = (await closures.load(stream)).state;
    expect(facts).toEqual({ outcome: 'PARTLY_UPHELD', responsible: [warehouse] });
    const close = { type: 'CloseComplaint', data: {}, meta } as const;
    expect(await closures.handle(caseId, close)).toMatchObject({
      rejection: {
        code: 'GATES_UNMET',
        retryable: false,
        context: { unmetGates: ['DEPARTMENT_FEEDBACK', 'CUSTOMER_FEEDBACK', 'PREVENTION'] },
      },
    });
  });

  it('carry a case to its end, every event as its schema wants it', async () => {
    const made = await receivedCase();
    const { tell, triage, resolution, closures } = made;
    await tell(resolutionEvents.FinalResponseIssued, { round: 1, outcome: 'UPHELD' }, (c) =>
      resolution.responded(c),
    );
    await tell(
      investigationEvents.ResponsibilityAttributed,
      {
        round: 1,
        shares: [{ party: 'DEPARTMENT', departmentId: warehouse, pct: 100 }],
        ruleVersion: 1,
        rationale: text,
      },
      (c) => triage.attributed(c),
    );
    const words = personal('Please look into it.');
    const formNo = 'F-2026-000123-1';
    const ben = { ...actor, id: '0190a000-0000-7000-8000-00000000000b' };
    const commands: ClosureCommand[] = [
      { type: 'SendFeedbackForm', data: { departmentId: warehouse, message: words }, meta },
      { type: 'DisputeForm', data: { formNo, reason: words }, meta },
      {
        type: 'DecideDispute',
        data: { formNo, stands: true, reason: words },
        meta: { ...meta, actor: ben },
      },
      { type: 'SendSurvey', data: { instrument: 'CSAT', channel: 'EMAIL' }, meta },
      { type: 'AnswerSurvey', data: { csat: 2, comment: words }, meta },
      { type: 'DecidePrevention', data: { mode: 'QUICK_FIX', measure: words }, meta },
      { type: 'CloseComplaint', data: {}, meta },
      { type: 'ReopenComplaint', data: { newFacts: false, reason: words }, meta },
      { type: 'OverrideCloseGate', data: { reason: words, outcome: 'UPHELD' }, meta },
    ];
    for (const command of commands) {
      expect(await closures.handle(caseId, command)).toMatchObject({ ok: true });
    }
    expect((await eventsOf(made)).at(-1)?.data).toMatchObject({ round: 2, outcome: 'UPHELD' });
  });

  it('end the time to dispute a form when triage says so, and no other time', async () => {
    const made = await receivedCase();
    const { tell, triage, closures } = made;
    const shares = [{ party: 'DEPARTMENT' as const, departmentId: warehouse, pct: 100 }];
    await tell(
      investigationEvents.ResponsibilityAttributed,
      { round: 1, shares, ruleVersion: 1, rationale: text },
      (c) => triage.attributed(c),
    );
    const words = personal('Not ours.');
    const formNo = 'F-2026-000123-1';
    const form = { departmentId: warehouse, message: words };
    await closures.handle(caseId, { type: 'SendFeedbackForm', data: form, meta });
    const breached = (kind: 'DEPT_REPLY' | 'DISPUTE') =>
      tell(
        clockEvents.ClockBreached,
        { round: 1, clockId: caseId, kind, subjectId: formNo, dueAt: nextDay },
        (c) => triage.breached(c),
      );
    await breached('DEPT_REPLY');
    const { length } = await eventsOf(made);
    await breached('DISPUTE');
    expect((await eventsOf(made)).slice(length)).toMatchObject([
      { data: { fact: { type: 'DisputeWindowClosed', formNo, at: nextDay }, round: 1 } },
    ]);
    const dispute: ClosureCommand = { type: 'DisputeForm', data: { formNo, reason: words }, meta };
    expect(await closures.handle(caseId, dispute)).toMatchObject({
      rejection: { code: 'DISPUTE_TOO_LATE' },
    });
  });

  it.each(['WithdrawalRequested', 'Referred'] as const)('end a case on %s', async (type) => {
    const made = await receivedCase();
    const { tell, intake } = made;
    if (type === 'Referred') {
      const data = { body: 'OMBUDSMAN', reason: text };
      await tell(complaintEvents.Referred, data, (c) => intake.referred(c));
    } else {
      const data = { by: 'CUSTOMER', reason: text } as const;
      await tell(complaintEvents.WithdrawalRequested, data, (c) => intake.withdrawn(c));
    }
    const outcome = type === 'Referred' ? 'REFERRED' : 'WITHDRAWN';
    expect((await eventsOf(made)).at(-1)).toMatchObject({
      type: 'ComplaintClosed',
      data: { round: 1, outcome },
    });
  });
});
