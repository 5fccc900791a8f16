import { complaintEvents, type EventOf, investigationEvents } from '@redress/contracts';
import { personal } from '@redress/kernel';
import type { ResolutionCommand } from '../domain/resolution-command.js';
import {
  actor,
  caseId,
  meta,
  morning,
  nextDay,
  received,
  resolutionWorld,
  text,
} from '../../test/resolution-world.js';

type HistoricFacts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];

const imported = { origin: 'IMPORT', recordedAt: nextDay } as const;

/** A case that another system has handled, taken in as the import does it. */
async function historicCase(facts: HistoricFacts) {
  const w = resolutionWorld();
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
  it('keeps the response of another system, and again when it is corrected', async () => {
    const answered = (response: string) => ({
      ...{ causePath: [], standing: 'CLOSED' as const, tags: [], response },
    });
    const w = await historicCase(answered('CLOSED_WITH_EXPLANATION'));
    await w.tell(
      complaintEvents.HistoricCaseCorrected,
      { facts: answered('CLOSED_WITH_MONETARY_RELIEF'), changed: ['RESPONSE'] },
      (c) => w.intake.correctedElsewhere(c),
      imported,
    );
    const records = await w.log.readStream(w.stream);
    expect(records.map(({ envelope }) => [envelope.type, envelope.origin])).toEqual([
      ['CaseFactNoted', 'IMPORT'],
      ['CaseFactNoted', 'IMPORT'],
      ['HistoricResponseRecorded', 'IMPORT'],
      ['CaseFactNoted', 'IMPORT'],
      ['HistoricResponseRecorded', 'IMPORT'],
    ]);
    expect(records[2]?.envelope.occurredAt).toBe(morning);
    const responses = records.filter(
      ({ envelope }) => envelope.type === 'HistoricResponseRecorded',
    );
    expect(responses.map(({ data }) => data)).toEqual([
      { round: 1, source: 'CFPB', response: 'CLOSED_WITH_EXPLANATION', remedyKind: 'EXPLANATION' },
      { round: 1, source: 'CFPB', response: 'CLOSED_WITH_MONETARY_RELIEF', remedyKind: 'MONETARY' },
    ]);
  });

  it('goes on live with a case that is in progress, from a finding to the final response', async () => {
    const facts = { causePath: [], standing: 'INVESTIGATING' as const, tags: [] };
    const w = await historicCase({ ...facts, response: 'IN_PROGRESS' });
    const { length } = await w.log.readStream(w.stream);
    await w.tell(
      investigationEvents.FindingRecorded,
      {
        ...{ round: 1, method: 'INQUIRY', evidenceIds: [actor.id], whyChain: [] },
        conclusion: text,
      },
      (c) => w.triage.found(c),
      { at: nextDay },
    );
    const words = personal('We pay it back.');
    const proposal = { fix: words, prevention: words, exceedsExpectation: false };
    const commands: ResolutionCommand[] = [
      { type: 'TellPlan', data: { channel: 'PHONE', promisedAt: nextDay, plan: words }, meta },
      { type: 'TakeRemedy', data: { kind: 'REFUND', doneAt: nextDay }, meta },
      {
        type: 'ProposeResolution',
        data: { ...proposal, strategy: 'FULL', channel: 'EMAIL' },
        meta,
      },
      { type: 'AcceptResolution', data: { channel: 'EMAIL' }, meta },
      {
        type: 'IssueFinalResponse',
        data: { outcome: 'UPHELD', reasons: words, signpostBody: 'OMBUDSMAN', channel: 'EMAIL' },
        meta,
      },
    ];
    for (const command of commands) {
      expect(await w.resolutions.handle(caseId, command)).toMatchObject({ ok: true });
    }
    const since = (await w.log.readStream(w.stream)).slice(length);
    expect(since.map(({ envelope }) => [envelope.type, envelope.origin])).toEqual([
      ['CaseFactNoted', 'LIVE'],
      ['PlanCommunicated', 'LIVE'],
      ['RemedyTaken', 'LIVE'],
      ['ResolutionProposed', 'LIVE'],
      ['ResolutionAccepted', 'LIVE'],
      ['FinalResponseIssued', 'LIVE'],
    ]);
  });
});
