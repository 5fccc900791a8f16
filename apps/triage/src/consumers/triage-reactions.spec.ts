import { reactionTo } from '@redress/bus';
import { shanghai } from '../domain/clock-story.setup.js';
import type { InvestigationCommand } from '../domain/investigation-command.js';
import { at, caseId, monday, person, tenantId, triageWorld } from '../../test/triage-world.js';

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
      heard: { 'intake/5': 1 },
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
    const { happened, deliver, complaint } = w;
    const text = { sealed: `complaint:${caseId}` };
    const resolution = { log: 'resolution', category: 'resolution' } as const;
    const closure = { log: 'follow-up', category: 'closure' } as const;
    const own = { log: 'triage', category: 'investigation' } as const;
    await w.tenantCreated();
    await deliver((c) => w.intake.received(c), w.received());
    const thanks = {
      templateId: 'THANKS_1',
      channel: 'EMAIL',
      ownerId: person,
      nextUpdateAt: at(60),
      words: text,
    };
    await deliver(
      (c) => w.intake.thanked(c),
      happened(complaint, 'ComplainantThanked', thanks, at(10)),
    );
    const apology = { scope: 'DELAY', channel: 'EMAIL', liabilityAdmitted: false };
    await deliver(
      (c) => w.intake.apologised(c),
      happened(complaint, 'ApologyGiven', apology, at(10)),
    );
    const called = { direction: 'OUTBOUND', purpose: 'UPDATE', channel: 'PHONE', summary: text };
    await deliver(
      (c) => w.intake.contacted(c),
      happened(complaint, 'ContactLogged', called, at(20)),
    );
    const classified = {
      round: 1,
      cause: 'DESIGN',
      causePath: [],
      severity: 'S1',
      specialTypes: [],
      taxonomyVersion: 1,
    };
    await deliver(
      (c) => w.own.classified(c),
      happened(own, 'ComplaintClassified', classified, at(25)),
    );
    const plan = { round: 1, channel: 'PHONE', promisedAt: at(99), plan: text };
    await deliver(
      (c) => w.resolution.planTold(c),
      happened(resolution, 'PlanCommunicated', plan, at(30)),
    );
    const proposal = {
      round: 1,
      proposalNo: 1,
      strategy: 'FULL',
      fix: text,
      prevention: text,
      exceedsExpectation: false,
      channel: 'EMAIL',
    };
    await deliver(
      (c) => w.resolution.proposed(c),
      happened(resolution, 'ResolutionProposed', proposal, at(40)),
    );
    const answer = { round: 1, proposalNo: 1, channel: 'EMAIL' };
    await deliver(
      (c) => w.resolution.accepted(c),
      happened(resolution, 'ResolutionAccepted', answer, at(50)),
    );
    expect(await w.clocks()).toContain('RESPONSE 1 MET');
    const final = { round: 1, outcome: 'UPHELD' };
    await deliver(
      (c) => w.resolution.responded(c),
      happened(resolution, 'FinalResponseIssued', final, at(60)),
    );
    const form = { round: 1, formNo: 'F-2026-000001', departmentId: person };
    await deliver(
      (c) => w.followUp.formSent(c),
      happened(closure, 'FeedbackFormSent', { ...form, message: text }, at(70)),
    );
    expect(await w.clocks()).toContain('DEPT_REPLY 1 RUNNING');
    await deliver(
      (c) => w.followUp.acknowledged(c),
      happened(closure, 'FeedbackAcknowledged', form, at(80)),
    );
    const closed = { round: 1, outcome: 'UPHELD', unmetGates: [] };
    await deliver(
      (c) => w.followUp.closed(c),
      happened(closure, 'ComplaintClosed', closed, at(90)),
    );
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
    await deliver(
      (c) => w.followUp.reopened(c),
      happened(closure, 'ComplaintReopened', reopening, at(100)),
    );
    expect((await w.clocks()).slice(-2)).toEqual(['UPDATE 2 RUNNING', 'RESOLVE 2 RUNNING']);
    expect((await w.investigation()).round).toBe(2);
  });

  it.each([
    ['waits for the final response that it rests on', [], 'RESOLVE 1 RUNNING', 'RESOLVE 1 MET'],
    [
      'waits for none that was never given',
      ['FINAL_RESPONSE'],
      'RESOLVE 1 CANCELLED',
      'RESOLVE 1 CANCELLED',
    ],
  ])('a close that is heard of first %s', async (_, unmetGates, before, after) => {
    const w = triageWorld();
    const { happened, deliver } = w;
    await w.tenantCreated();
    await deliver((c) => w.intake.received(c), w.received());
    const closure = { log: 'follow-up', category: 'closure' } as const;
    const closed = { round: 1, outcome: 'UPHELD', unmetGates };
    await deliver(
      (c) => w.followUp.closed(c),
      happened(closure, 'ComplaintClosed', closed, at(50)),
    );
    expect(await w.clocks()).toContain(before);
    const resolution = { log: 'resolution', category: 'resolution' } as const;
    const final = { round: 1, outcome: 'UPHELD' };
    await deliver(
      (c) => w.resolution.responded(c),
      happened(resolution, 'FinalResponseIssued', final, at(40)),
    );
    expect(await w.clocks()).toContain(after);
  });

  it('a new round has the promises of the severity that the case was given', async () => {
    const w = triageWorld();
    const { happened, deliver, triage } = w;
    await w.tenantCreated();
    const delivery = w.received();
    await deliver((c) => w.intake.received(c), delivery);
    const classify: InvestigationCommand = {
      type: 'ClassifyComplaint',
      data: {
        cause: 'DESIGN',
        causePath: [],
        severity: 'S1',
        specialTypes: [],
        taxonomyVersion: 1,
      },
      meta: { ...reactionTo({ ...delivery, tx: { adapter: 'memory' } }, 'spec'), now: at(5) },
    };
    expect(await triage.investigations.handle(caseId, classify)).toMatchObject({ ok: true });
    const closure = { log: 'follow-up', category: 'closure' } as const;
    const reason = { sealed: `complaint:${caseId}` };
    const reopening = { round: 2, newFacts: true, reason };
    await deliver(
      (c) => w.followUp.reopened(c),
      happened(closure, 'ComplaintReopened', reopening, at(50)),
    );
    const { state } = await triage.clocks.load({ tenantId, category: 'clock', id: caseId });
    expect(state.clocks.at(-1)).toMatchObject({ kind: 'RESOLVE', basis: 'ELAPSED', round: 2 });
  });

  it('I history is classified at its own time and starts no clock; a correction is told', async () => {
    const w = triageWorld();
    const { happened, deliver } = w;
    const imported = { ...w.imported, recordedAt: at(600) };
    await deliver((c) => w.intake.received(c), w.received(imported));
    const facts = { causePath: ['MORTGAGE'], standing: 'CLOSED', promiseKept: false, tags: [] };
    const historic = { source: 'CFPB', externalRef: '1', facts, passedOnBeforeReceived: false };
    await deliver(
      (c) => w.intake.handledElsewhere(c),
      happened(imported, 'HistoricCaseRecorded', historic, at(1)),
    );
    const home = { log: 'follow-up', category: 'closure', origin: 'IMPORT' } as const;
    const closed = { round: 1, response: 'CLOSED', unmetGates: [] };
    await deliver(
      (c) => w.followUp.closedElsewhere(c),
      happened(home, 'ClosedAsImported', closed, at(2)),
    );
    const corrected = { facts: { ...facts, promiseKept: true }, changed: ['PROMISE_KEPT'] };
    await deliver(
      (c) => w.intake.correctedElsewhere(c),
      happened(imported, 'HistoricCaseCorrected', corrected, at(3)),
    );
    expect(w.log.deadlines()).toEqual([]);
    const told = await w.log.readStream({ tenantId, category: 'clock', id: caseId });
    expect(told.map(({ data }) => data)).toEqual([
      { round: 1, promise: 'TIMELY_RESPONSE', kept: false, source: 'CFPB' },
      { round: 1, promise: 'TIMELY_RESPONSE', kept: true, source: 'CFPB' },
    ]);
    const noted = await w.log.readStream({ tenantId, category: 'investigation', id: caseId });
    expect(
      noted.map(({ envelope }) => [envelope.type, envelope.origin, envelope.occurredAt]),
    ).toEqual([
      ['CaseFactNoted', 'IMPORT', monday],
      ['CaseFactNoted', 'IMPORT', at(1)],
      ['ComplaintClassified', 'IMPORT', at(1)],
      ['CaseFactNoted', 'IMPORT', at(2)],
    ]);
    expect((await w.investigation()).facts).toMatchObject({
      historicSource: 'CFPB',
      closedRound: 1,
    });
  });
});
