import { reactionTo } from '@redress/bus';
import {
  type CloseGate,
  closureEvents,
  complaintEvents,
  investigationEvents,
  resolutionEvents,
} from '@redress/contracts';
import { shanghai } from '../domain/clock-story.setup.js';
import type { InvestigationCommand } from '../domain/investigation-command.js';
import { at, caseId, classified, person, tenantId, triageWorld } from '../../test/triage-world.js';

const text = { sealed: `complaint:${caseId}` } as const;

describe('what triage does when it hears of something', () => {
  it('a tenant gets its calendar and the default promises', async () => {
    const { tenantCreated, triage } = triageWorld();
    await tenantCreated();
    const times = await triage.timesInForce(tenantId);
    expect(times).toMatchObject({ calendarVersion: 1, policy: { policyVersion: 1 } });
    expect(times.all.calendars[0]?.calendar).toEqual(shanghai);
  });

  it('a complaint is noted and its clocks start, with durable deadlines, once', async () => {
    const { tenantCreated, received, deliver, intake, clocks, investigation, log } = triageWorld();
    await tenantCreated();
    const delivery = received();
    await deliver((c) => intake.received(c), delivery);
    await deliver((c) => intake.received(c), delivery);
    expect(await clocks()).toEqual([
      'ACK 1 RUNNING',
      'ACK_LIMIT 1 RUNNING',
      'PLAN 1 RUNNING',
      'UPDATE 1 RUNNING',
      'RESOLVE 1 RUNNING',
    ]);
    expect(log.deadlines()).toHaveLength(10);
    expect(await investigation()).toMatchObject({
      facts: { received: true },
      heard: { [`intake/${delivery.record.position.partition}`]: 1 },
    });
    const streams = await log.readStream({ tenantId, category: 'clock', id: caseId });
    expect(streams[0]).toMatchObject({
      orderingKey: delivery.record.orderingKey,
      envelope: { causationId: delivery.record.envelope.id, actor: { id: 'triage' } },
    });
  });

  it('a complaint that comes before its tenant waits, and leaves nothing behind', async () => {
    const { received, deliver, intake, log } = triageWorld();
    await expect(deliver((c) => intake.received(c), received())).rejects.toMatchObject({
      code: '55000',
    });
    expect([...(await log.tail()).values()].every((offset) => offset === -1)).toBe(true);
  });

  it('the straight path ends every clock', async () => {
    const w = triageWorld();
    const { deliver, tell } = w;
    await w.tenantCreated();
    await deliver((c) => w.intake.received(c), w.received());
    const thanks = {
      templateId: 'THANKS_1',
      channel: 'EMAIL',
      ownerId: person,
      nextUpdateAt: at(60),
      words: text,
    } as const;
    await tell(complaintEvents.ComplainantThanked, thanks, (c) => w.intake.thanked(c), {
      at: at(10),
    });
    const apology = { scope: 'DELAY', channel: 'EMAIL', liabilityAdmitted: false } as const;
    await tell(complaintEvents.ApologyGiven, apology, (c) => w.intake.apologised(c), {
      at: at(10),
    });
    const called = {
      direction: 'OUTBOUND',
      purpose: 'UPDATE',
      channel: 'PHONE',
      summary: text,
    } as const;
    await tell(complaintEvents.ContactLogged, called, (c) => w.intake.contacted(c), { at: at(20) });
    await tell(
      investigationEvents.ComplaintClassified,
      classified('S1'),
      (c) => w.own.classified(c),
      {
        at: at(25),
      },
    );
    const plan = { round: 1, channel: 'PHONE', promisedAt: at(99), plan: text } as const;
    await tell(resolutionEvents.PlanCommunicated, plan, (c) => w.resolution.planTold(c), {
      at: at(30),
    });
    const proposal = {
      round: 1,
      proposalNo: 1,
      strategy: 'FULL',
      fix: text,
      prevention: text,
      exceedsExpectation: false,
      channel: 'EMAIL',
    } as const;
    await tell(resolutionEvents.ResolutionProposed, proposal, (c) => w.resolution.proposed(c), {
      at: at(40),
    });
    const answer = { round: 1, proposalNo: 1, channel: 'EMAIL' } as const;
    await tell(resolutionEvents.ResolutionAccepted, answer, (c) => w.resolution.accepted(c), {
      at: at(50),
    });
    expect(await w.clocks()).toContain('RESPONSE 1 MET');
    const final = { round: 1, outcome: 'UPHELD' } as const;
    await tell(resolutionEvents.FinalResponseIssued, final, (c) => w.resolution.responded(c), {
      at: at(60),
    });
    const form = { round: 1, formNo: 'F-2026-000001', departmentId: person };
    await tell(
      closureEvents.FeedbackFormSent,
      { ...form, message: text },
      (c) => w.followUp.formSent(c),
      { at: at(70) },
    );
    expect(await w.clocks()).toContain('DEPT_REPLY 1 RUNNING');
    await tell(closureEvents.FeedbackAcknowledged, form, (c) => w.followUp.acknowledged(c), {
      at: at(80),
    });
    const closed = { round: 1, outcome: 'UPHELD' as const, unmetGates: [] };
    await tell(closureEvents.ComplaintClosed, closed, (c) => w.followUp.closed(c), { at: at(90) });
    const standings = await w.clocks();
    expect(standings.filter((each) => /RUNNING|BREACHED/.test(each))).toEqual([]);
    expect(standings).toContain('RESOLVE 1 CANCELLED');
    expect(standings).toContain('RESOLVE 1 MET');
    expect(w.log.deadlines()).toEqual([]);
    expect((await w.investigation()).facts).toMatchObject({
      thanked: true,
      apologised: true,
      respondedRound: 1,
      closedRound: 1,
    });
    const reopening = { round: 2, newFacts: true, reason: text };
    await tell(closureEvents.ComplaintReopened, reopening, (c) => w.followUp.reopened(c), {
      at: at(100),
    });
    expect((await w.clocks()).slice(-2)).toEqual(['UPDATE 2 RUNNING', 'RESOLVE 2 RUNNING']);
    expect((await w.investigation()).round).toBe(2);
  });

  it.each<[string, CloseGate[], string, string]>([
    ['waits for the final response that it rests on', [], 'RESOLVE 1 RUNNING', 'RESOLVE 1 MET'],
    [
      'waits for none that was never given',
      ['FINAL_RESPONSE'],
      'RESOLVE 1 CANCELLED',
      'RESOLVE 1 CANCELLED',
    ],
  ])('a close that is heard of first %s', async (_, unmetGates, before, after) => {
    const w = triageWorld();
    const { deliver, tell } = w;
    await w.tenantCreated();
    await deliver((c) => w.intake.received(c), w.received());
    const closed = { round: 1, outcome: 'UPHELD', unmetGates } as const;
    await tell(closureEvents.ComplaintClosed, closed, (c) => w.followUp.closed(c), { at: at(50) });
    expect(await w.clocks()).toContain(before);
    const final = { round: 1, outcome: 'UPHELD' } as const;
    await tell(resolutionEvents.FinalResponseIssued, final, (c) => w.resolution.responded(c), {
      at: at(40),
    });
    expect(await w.clocks()).toContain(after);
  });

  it('a new round has the promises of the severity that the case was given', async () => {
    const w = triageWorld();
    const { deliver, tell, triage } = w;
    await w.tenantCreated();
    const delivery = w.received();
    await deliver((c) => w.intake.received(c), delivery);
    const { round: _, ...classification } = classified('S1');
    const classify: InvestigationCommand = {
      type: 'ClassifyComplaint',
      data: classification,
      meta: { ...reactionTo({ ...delivery, tx: { adapter: 'memory' } }, 'spec'), now: at(5) },
    };
    expect(await triage.investigations.handle(caseId, classify)).toMatchObject({ ok: true });
    const reopening = { round: 2, newFacts: true, reason: text };
    await tell(closureEvents.ComplaintReopened, reopening, (c) => w.followUp.reopened(c), {
      at: at(50),
    });
    const { state } = await triage.clocks.load({ tenantId, category: 'clock', id: caseId });
    expect(state.clocks.at(-1)).toMatchObject({ kind: 'RESOLVE', basis: 'ELAPSED', round: 2 });
  });
});
