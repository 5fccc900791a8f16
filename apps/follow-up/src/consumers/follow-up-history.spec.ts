import {
  complaintEvents,
  type EventOf,
  investigationEvents,
  resolutionEvents,
} from '@redress/contracts';
import { personal } from '@redress/kernel';
import type { ClosureCommand } from '../domain/closure-command.js';
import {
  caseId,
  followUpWorld,
  meta,
  nextDay,
  received,
  text,
  warehouse,
} from '../../test/follow-up-world.js';

type HistoricFacts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];

const imported = { origin: 'IMPORT', recordedAt: nextDay } as const;
const inProgress = {
  ...{ causePath: [], standing: 'INVESTIGATING' as const, tags: [], response: 'IN_PROGRESS' },
};

/** A case that another system has handled, taken in as the import does it. */
async function historicCase(facts: HistoricFacts) {
  const w = followUpWorld();
  await w.tell(complaintEvents.ComplaintReceived, received, (c) => w.intake.received(c), imported);
  const historic = { source: 'CFPB', externalRef: '1', facts, passedOnBeforeReceived: false };
  await w.tell(
    complaintEvents.HistoricCaseRecorded,
    historic,
    (c) => w.intake.handledElsewhere(c),
    imported,
  );
  return w;
}

describe('I what becomes of history here', () => {
  it('ends where another system says so, also when it corrects itself, and is disputed', async () => {
    const w = await historicCase(inProgress);
    const before = await w.log.readStream(w.stream);
    expect(before.map(({ envelope }) => envelope.type)).toEqual(['CaseFactNoted', 'CaseFactNoted']);
    const corrected = {
      ...{ ...inProgress, standing: 'CLOSED' as const, disputed: true },
      response: 'CLOSED_WITH_EXPLANATION',
    };
    await w.tell(
      complaintEvents.HistoricCaseCorrected,
      { facts: corrected, changed: ['STANDING'] },
      (c) => w.intake.correctedElsewhere(c),
      imported,
    );
    const records = await w.log.readStream(w.stream);
    expect(records.every(({ envelope }) => envelope.origin === 'IMPORT')).toBe(true);
    expect(records.slice(3).map(({ envelope, data }) => [envelope.type, data])).toEqual([
      [
        'ClosedAsImported',
        {
          round: 1,
          response: 'CLOSED_WITH_EXPLANATION',
          unmetGates: ['RESPONSIBILITY', 'DEPARTMENT_FEEDBACK', 'PREVENTION'],
        },
      ],
      ['OutcomeDisputed', { round: 1, source: 'CFPB' }],
    ]);
  });

  it('goes on live with a case that is in progress, to its close with every gate met', async () => {
    const w = await historicCase(inProgress);
    const { length } = await w.log.readStream(w.stream);
    const final = { round: 1, outcome: 'UPHELD' } as const;
    await w.tell(resolutionEvents.FinalResponseIssued, final, (c) => w.resolution.responded(c), {
      at: nextDay,
    });
    const shares = [{ party: 'DEPARTMENT' as const, departmentId: warehouse, pct: 100 }];
    await w.tell(
      investigationEvents.ResponsibilityAttributed,
      { round: 1, shares, ruleVersion: 1, rationale: text },
      (c) => w.triage.attributed(c),
      { at: nextDay },
    );
    const words = personal('Please look into it.');
    const formNo = 'F-2026-000123-1';
    const commands: ClosureCommand[] = [
      { type: 'SendFeedbackForm', data: { departmentId: warehouse, message: words }, meta },
      { type: 'AcknowledgeForm', data: { formNo }, meta },
      { type: 'SendSurvey', data: { instrument: 'CSAT', channel: 'EMAIL' }, meta },
      { type: 'DecidePrevention', data: { mode: 'QUICK_FIX', measure: words }, meta },
      { type: 'CloseComplaint', data: {}, meta },
    ];
    for (const command of commands) {
      expect(await w.closures.handle(caseId, command)).toMatchObject({ ok: true });
    }
    const since = (await w.log.readStream(w.stream)).slice(length);
    expect(since.every(({ envelope }) => envelope.origin === 'LIVE')).toBe(true);
    expect(since.at(-1)?.data).toEqual({ round: 1, outcome: 'UPHELD', unmetGates: [] });
  });
});
