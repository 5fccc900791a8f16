import {
  closureEvents,
  complaintEvents,
  type EventOf,
  investigationEvents,
  resolutionEvents,
} from '@redress/contracts';
import { type CommandMeta, personal } from '@redress/kernel';
import type { InvestigationCommand } from '../domain/investigation-command.js';
import {
  at,
  caseId,
  classified,
  monday,
  person,
  tenantId,
  triageWorld,
} from '../../test/triage-world.js';

type HistoricFacts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];

/** Ten hours later another system's cases are taken in. */
const imported = { origin: 'IMPORT', recordedAt: at(600) } as const;
const text = { sealed: `complaint:${caseId}` } as const;

/** A case that another system has handled, taken in as the import does it. */
async function historicCase(facts: HistoricFacts) {
  const w = triageWorld();
  await w.tenantCreated();
  await w.deliver((c) => w.intake.received(c), w.received(imported));
  const historic = { source: 'CFPB', externalRef: '1', facts, passedOnBeforeReceived: false };
  await w.tell(
    complaintEvents.HistoricCaseRecorded,
    historic,
    (c) => w.intake.handledElsewhere(c),
    { ...imported, at: at(1) },
  );
  const streams = (['clock', 'investigation'] as const).map((category) => ({
    tenantId,
    category,
    id: caseId,
  }));
  return {
    ...w,
    /** All that triage has recorded of the case, as `type origin occurredAt`. */
    async recorded() {
      const records = await Promise.all(streams.map((stream) => w.log.readStream(stream)));
      return records
        .flat()
        .map(({ envelope }) => `${envelope.type} ${envelope.origin} ${envelope.occurredAt}`);
    },
  };
}

describe('I what becomes of history here', () => {
  it('is classified at its own time and starts no clock; a correction is told', async () => {
    const facts = {
      ...{ causePath: ['MORTGAGE'], standing: 'CLOSED' as const, promiseKept: false, tags: [] },
    };
    const w = await historicCase(facts);
    const closed = { round: 1, response: 'CLOSED', unmetGates: [] };
    await w.tell(closureEvents.ClosedAsImported, closed, (c) => w.followUp.closedElsewhere(c), {
      ...imported,
      at: at(2),
    });
    await w.tell(
      complaintEvents.HistoricCaseCorrected,
      { facts: { ...facts, promiseKept: true }, changed: ['PROMISE_KEPT'] },
      (c) => w.intake.correctedElsewhere(c),
      { ...imported, at: at(3) },
    );
    expect(await w.recorded()).toEqual([
      `PromiseOutcomeRecorded IMPORT ${at(1)}`,
      `PromiseOutcomeRecorded IMPORT ${at(3)}`,
      `CaseFactNoted IMPORT ${monday}`,
      `CaseFactNoted IMPORT ${at(1)}`,
      `ComplaintClassified IMPORT ${at(1)}`,
      `CaseFactNoted IMPORT ${at(2)}`,
    ]);
    expect(w.log.deadlines()).toEqual([]);
    const told = await w.log.readStream({ tenantId, category: 'clock', id: caseId });
    expect(told.map(({ data }) => data)).toEqual([
      { round: 1, promise: 'TIMELY_RESPONSE', kept: false, source: 'CFPB' },
      { round: 1, promise: 'TIMELY_RESPONSE', kept: true, source: 'CFPB' },
    ]);
    expect((await w.investigation()).facts).toMatchObject({
      historicSource: 'CFPB',
      closedRound: 1,
    });
  });

  it('nothing that is taken in from elsewhere is timed, whatever it would promise live', async () => {
    const w = await historicCase({ causePath: [], standing: 'INVESTIGATING', tags: [] });
    const form = { round: 1, formNo: 'F-2026-000001-1', departmentId: person, message: text };
    await w.tell(closureEvents.FeedbackFormSent, form, (c) => w.followUp.formSent(c), imported);
    await w.tell(
      closureEvents.ComplaintReopened,
      { round: 2, newFacts: true, reason: text },
      (c) => w.followUp.reopened(c),
      imported,
    );
    expect(await w.clocks()).toEqual([]);
    expect(w.log.deadlines()).toEqual([]);
  });

  it('a case that is in progress is gone on with live, to its close', async () => {
    const w = await historicCase({ causePath: [], standing: 'INVESTIGATING', tags: [] });
    const imports = await w.recorded();
    expect(imports.every((each) => each.includes(' IMPORT '))).toBe(true);
    const { round: _, ...classification } = classified('S2');
    const meta: CommandMeta = {
      ...{ tenantId, actor: { kind: 'USER', role: 'agent', id: person }, now: at(700) },
      ...{ origin: 'LIVE', correlationId: caseId },
    };
    const blame = { party: 'DEPARTMENT' as const, departmentId: person, pct: 100 };
    const words = personal('We look into it.');
    const apology = { scope: 'DELAY', channel: 'EMAIL', liabilityAdmitted: false } as const;
    await w.tell(complaintEvents.ApologyGiven, apology, (c) => w.intake.apologised(c), {
      at: at(650),
    });
    const finding = { method: 'INQUIRY' as const, evidenceIds: [person], whyChain: [] };
    const commands: InvestigationCommand[] = [
      { type: 'ClassifyComplaint', data: classification, meta },
      { type: 'AssignCase', data: { ownerId: person, reason: words }, meta },
      { type: 'StartInvestigation', data: { plan: words }, meta },
      { type: 'RecordFinding', data: { ...finding, conclusion: words }, meta },
      {
        type: 'AttributeResponsibility',
        data: { shares: [blame], ruleVersion: 1, rationale: words },
        meta,
      },
    ];
    for (const command of commands) {
      expect(await w.triage.investigations.handle(caseId, command)).toMatchObject({ ok: true });
    }
    await w.tell(
      investigationEvents.ComplaintClassified,
      classified('S2'),
      (c) => w.own.classified(c),
      { at: at(700) },
    );
    const form = { round: 1, formNo: 'F-2026-000001-1', departmentId: person };
    const proposal = {
      round: 1,
      proposalNo: 1,
      strategy: 'FULL',
      fix: text,
      prevention: text,
      exceedsExpectation: false,
      channel: 'EMAIL',
    } as const;
    await w.tell(resolutionEvents.ResolutionProposed, proposal, (c) => w.resolution.proposed(c), {
      at: at(710),
    });
    // What is promised from now on is timed; what another system had promised is not.
    expect(await w.clocks()).toEqual(['RESPONSE 1 RUNNING']);
    const final = { round: 1, outcome: 'UPHELD' } as const;
    await w.tell(resolutionEvents.FinalResponseIssued, final, (c) => w.resolution.responded(c), {
      at: at(720),
    });
    await w.tell(
      closureEvents.FeedbackFormSent,
      { ...form, message: text },
      (c) => w.followUp.formSent(c),
      { at: at(730) },
    );
    await w.tell(closureEvents.FeedbackAcknowledged, form, (c) => w.followUp.acknowledged(c), {
      at: at(740),
    });
    const closed = { round: 1, outcome: 'UPHELD' as const, unmetGates: [] };
    await w.tell(closureEvents.ComplaintClosed, closed, (c) => w.followUp.closed(c), {
      at: at(750),
    });
    expect(await w.clocks()).toEqual(['RESPONSE 1 CANCELLED', 'DEPT_REPLY 1 MET', 'DISPUTE 1 MET']);
    expect(w.log.deadlines()).toEqual([]);
    expect((await w.investigation()).facts).toMatchObject({ respondedRound: 1, closedRound: 1 });
    const since = (await w.recorded()).filter((each) => !imports.includes(each));
    expect(since.every((each) => each.includes(' LIVE '))).toBe(true);
  });
});
