import {
  clockEvents,
  closureEvents,
  complaintEvents,
  investigationEvents,
} from '@redress/contracts';
import { personal, systemActor } from '@redress/kernel';
import {
  actor,
  caseId,
  dueAt,
  meta,
  morning,
  nextDay,
  received,
  resolutionWorld,
  text,
} from '../../test/resolution-world.js';

const contact = {
  direction: 'OUTBOUND',
  purpose: 'CHASER',
  channel: 'EMAIL',
  summary: text,
} as const;

/** Tells everything up to an open proposal. */
async function proposedCase() {
  const made = resolutionWorld();
  const { tell, intake, triage, resolutions } = made;
  await tell(complaintEvents.ComplaintReceived, received, (c) => intake.received(c));
  await tell(
    complaintEvents.ComplainantThanked,
    { templateId: 'THANKS', channel: 'EMAIL', ownerId: actor.id, nextUpdateAt: dueAt, words: text },
    (c) => intake.thanked(c),
  );
  await tell(
    investigationEvents.ComplaintClassified,
    {
      round: 1,
      cause: 'BILLING',
      causePath: [],
      severity: 'S3',
      specialTypes: [],
      taxonomyVersion: 1,
    },
    (c) => triage.classified(c),
  );
  await tell(
    investigationEvents.InvestigationStarted,
    { round: 1, leadId: actor.id, plan: text },
    (c) => triage.started(c),
  );
  await tell(
    investigationEvents.FindingRecorded,
    { round: 1, method: 'INQUIRY', evidenceIds: [], whyChain: [], conclusion: text },
    (c) => triage.found(c),
  );
  const reason = personal('Nothing has to be done at once.');
  await resolutions.handle(caseId, { type: 'SkipRemedy', data: { reason }, meta });
  const proposed = await resolutions.handle(caseId, {
    type: 'ProposeResolution',
    data: {
      strategy: 'FULL',
      fix: personal('We pay it back.'),
      prevention: personal('The invoice is checked twice now.'),
      exceedsExpectation: false,
      channel: 'EMAIL',
    },
    meta,
  });
  expect(proposed).toMatchObject({ ok: true });
  return made;
}

const progressOf = async ({ resolutions, stream }: Awaited<ReturnType<typeof proposedCase>>) =>
  (await resolutions.load(stream)).state.progress;

describe('the consumers of resolution', () => {
  it('note facts with their source, by the system, in the partition of the case', async () => {
    const { tell, intake, log, stream } = resolutionWorld();
    const source = await tell(complaintEvents.ComplaintReceived, received, (c) =>
      intake.received(c),
    );
    const [note] = await log.readStream(stream);
    expect(note?.position.partition).toBe(source.position.partition);
    expect(note?.orderingKey).toBe('demo/the-customer');
    expect(note?.envelope).toMatchObject({
      type: 'CaseFactNoted',
      actor: systemActor('resolution'),
      occurredAt: morning,
      causationId: source.envelope.id,
    });
    expect(note?.data).toEqual({
      round: 1,
      sourceLog: 'intake',
      sourcePartition: source.position.partition,
      sourceOffset: 0,
      sourceRecordedAt: source.envelope.recordedAt,
      fact: { type: 'ComplaintReceived' },
    });
  });

  it('bring a case so far that a resolution can be proposed', async () => {
    expect(await progressOf(await proposedCase())).toMatchObject({ step: 'PROPOSED' });
  });

  it('find an acceptance in silence after two chasers, and in nothing less', async () => {
    const made = await proposedCase();
    const { tell, intake, triage } = made;
    const contacted = (more: { direction?: 'INBOUND'; purpose?: 'UPDATE' } = {}) =>
      tell(complaintEvents.ContactLogged, { ...contact, ...more }, (c) => intake.contacted(c), {
        at: nextDay,
      });
    const breach = (of: { kind: 'RESPONSE' | 'RESOLVE' | 'DISPUTE'; subjectId?: string }) =>
      tell(clockEvents.ClockBreached, { round: 1, clockId: caseId, dueAt, ...of }, (c) =>
        triage.breached(c),
      );
    await contacted();
    await contacted({ direction: 'INBOUND' });
    await contacted({ purpose: 'UPDATE' });
    await breach({ kind: 'RESOLVE' });
    await breach({ kind: 'DISPUTE', subjectId: '1' });
    await breach({ kind: 'RESPONSE', subjectId: '2' });
    await contacted();
    expect(await progressOf(made)).toMatchObject({ step: 'PROPOSED' });
    await breach({ kind: 'RESPONSE', subjectId: '1' });
    expect(await progressOf(made)).toEqual({ step: 'ANSWERED' });
  });

  it('end and begin rounds with the case', async () => {
    const made = await proposedCase();
    const { tell, followUp, resolutions, stream } = made;
    await tell(
      closureEvents.ComplaintClosed,
      { round: 1, outcome: 'WITHDRAWN', unmetGates: [] },
      (c) => followUp.closed(c),
    );
    expect((await resolutions.load(stream)).state.facts.closedRound).toBe(1);
    await tell(closureEvents.ComplaintReopened, { round: 2, newFacts: true, reason: text }, (c) =>
      followUp.reopened(c),
    );
    expect((await resolutions.load(stream)).state.round).toBe(2);
    await tell(
      closureEvents.ClosedAsImported,
      { round: 2, response: 'CLOSED', unmetGates: [] },
      (c) => followUp.closedElsewhere(c),
    );
    expect((await resolutions.load(stream)).state.facts.closedRound).toBe(2);
  });
});
