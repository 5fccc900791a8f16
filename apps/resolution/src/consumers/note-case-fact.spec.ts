import type { Consumed } from '@redress/bus';
import {
  type EventDefinition,
  type EventOf,
  clockEvents,
  closureEvents,
  complaintEvents,
  investigationEvents,
  redressCatalogue,
} from '@redress/contracts';
import {
  type LogRecord,
  commandHandler,
  memoryEventLog,
  memoryTransactions,
  recordedEvent,
} from '@redress/event-log';
import { type CommandMeta, type Timestamp, personal, systemActor, uuidV7 } from '@redress/kernel';
import { createPrivacy, memoryKeyStore } from '@redress/privacy';
import { resolutionDecider } from '../domain/resolution.decider.js';
import { FollowUpConsumer } from './follow-up.consumer.js';
import { IntakeConsumer } from './intake.consumer.js';
import { TriageConsumer } from './triage.consumer.js';

/** Real here: consumers, rules, command handler, sealing. In memory: logs, keys, transactions. */

const tenantId = 'demo';
const caseId = '0190a000-0000-7000-8000-0000000000ca';
const morning = '2026-03-02T09:00:00.000Z';
const nextDay = '2026-03-03T09:00:00.000Z';
const dueAt = '2026-03-16T09:00:00.000Z';
const text = { sealed: `complaint:${caseId}` } as const;
const actor = { kind: 'USER', role: 'agent', id: '0190a000-0000-7000-8000-00000000000a' } as const;

let made = 0;
const newId = () => {
  made += 1;
  return uuidV7(1_772_000_000_000 + made, new Uint8Array(10));
};

function service() {
  const transactions = memoryTransactions();
  const log = memoryEventLog('resolution');
  const sources = new Map(
    ['intake', 'triage', 'follow-up'].map((name) => [name, memoryEventLog(name)]),
  );
  const { sealer } = createPrivacy({ keys: memoryKeyStore(), masterKey: new Uint8Array(32) });
  const resolutions = commandHandler(resolutionDecider, {
    log,
    catalogue: redressCatalogue,
    sealer,
    newId,
  });

  /** Records an event in the log of its owner, and gives it to a handler as the bus would. */
  async function tell<Definition extends EventDefinition>(
    definition: Definition,
    data: EventOf<Definition>['data'],
    handle: (consumed: Consumed<Definition>) => Promise<void>,
    occurredAt: Timestamp = morning,
  ): Promise<LogRecord> {
    const source = sources.get(definition.log);
    const stream = { tenantId, category: definition.category, id: caseId };
    const { length } = (await source?.readStream(stream)) ?? [];
    const event = {
      id: newId(),
      type: definition.type,
      schemaVersion: definition.version,
      occurredAt,
      actor,
      origin: 'LIVE',
      correlationId: caseId,
      data,
      sealed: [],
    } as const;
    const orderingKey = 'demo/the-customer';
    await source?.append([{ stream, orderingKey, expectedVersion: length, events: [event] }]);
    const record = (await source?.readStream(stream))?.at(-1);
    if (!record) throw new Error(`${definition.log} is no source`);
    const decoded = recordedEvent<EventOf<Definition>>(record, redressCatalogue);
    await transactions.run((tx) => handle({ event: decoded, record, tx }));
    return record;
  }

  const meta: CommandMeta = {
    tenantId,
    actor,
    now: nextDay,
    origin: 'LIVE',
    correlationId: caseId,
  };
  return {
    log,
    resolutions,
    tell,
    meta,
    intake: new IntakeConsumer(resolutions),
    triage: new TriageConsumer(resolutions),
    followUp: new FollowUpConsumer(resolutions),
    stream: { tenantId, category: 'resolution', id: caseId },
  };
}

const received = {
  complaintId: caseId,
  complaintNo: 'C-2026-000123',
  channel: 'EMAIL',
  form: 'WRITTEN',
  receivedAt: morning,
  subject: 'GOODS',
  anonymous: true,
  language: 'en',
} as const;
const contact = {
  direction: 'OUTBOUND',
  purpose: 'CHASER',
  channel: 'EMAIL',
  summary: text,
} as const;

/** Tells everything up to an open proposal. */
async function proposedCase() {
  const made = service();
  const { tell, intake, triage, resolutions, meta } = made;
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
    const { tell, intake, log, stream } = service();
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
      tell(
        complaintEvents.ContactLogged,
        { ...contact, ...more },
        (c) => intake.contacted(c),
        nextDay,
      );
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

  it('record the response of another system, and again when it is corrected', async () => {
    const { tell, intake, log, stream } = service();
    const answered = (response: string) => ({
      causePath: [],
      standing: 'CLOSED' as const,
      tags: [],
      response,
    });
    await tell(complaintEvents.ComplaintReceived, received, (c) => intake.received(c));
    await tell(
      complaintEvents.HistoricCaseRecorded,
      {
        source: 'CFPB',
        externalRef: '1',
        facts: answered('CLOSED_WITH_EXPLANATION'),
        passedOnBeforeReceived: false,
      },
      (c) => intake.handledElsewhere(c),
    );
    await tell(
      complaintEvents.HistoricCaseCorrected,
      {
        facts: answered('CLOSED_WITH_MONETARY_RELIEF'),
        changed: ['RESPONSE'],
      },
      (c) => intake.correctedElsewhere(c),
    );
    const records = await log.readStream(stream);
    const responses = records.filter(
      ({ envelope }) => envelope.type === 'HistoricResponseRecorded',
    );
    expect(responses.map(({ data }) => data)).toEqual([
      { round: 1, source: 'CFPB', response: 'CLOSED_WITH_EXPLANATION', remedyKind: 'EXPLANATION' },
      { round: 1, source: 'CFPB', response: 'CLOSED_WITH_MONETARY_RELIEF', remedyKind: 'MONETARY' },
    ]);
  });
});
