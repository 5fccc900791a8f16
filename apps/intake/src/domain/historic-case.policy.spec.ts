import type { ComplaintEvent } from '@redress/contracts';
import { type CommandMeta, personal, plusSeconds, systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type { RecordHistoricCase } from './complaint-command.js';
import { complaintDecider } from './complaint.decider.js';
import type { HistoricCase } from './historic-case.policy.js';

const now = '2026-03-02T09:00:00.000Z';
const receivedAt = '2015-04-01T04:00:00.000Z';
const passedOnAt = '2015-04-03T04:00:00.000Z';

const meta: CommandMeta = {
  tenantId: 'demo',
  actor: systemActor('import'),
  now,
  origin: 'IMPORT',
  correlationId: '019cadc6-9a80-7000-8000-000000000001',
};

const row = {
  complaintId: '00010203-0405-8607-8809-0a0b0c0d0e0f',
  complaintNo: 'H-1',
  source: 'BUREAU',
  externalRef: 'bureau:1',
  receivedAt,
  channel: 'WEB_FORM',
  language: 'en-US',
  facts: {
    businessUnit: 'NORTH_BANK',
    causePath: ['LOAN', 'LATE_FEE'],
    passedOnAt,
    response: 'CLOSED_WITH_EXPLANATION',
    standing: 'CLOSED',
    promiseKept: true,
    tags: ['OLDER_AMERICAN'],
  },
  content: personal('they charged me twice'),
  narrativeMac: 'a'.repeat(64),
  businessUnitName: personal('North Bank'),
  causeNames: personal('Loan / Late fee'),
  rowNo: 7,
} as const satisfies HistoricCase;

const record = (more: Partial<HistoricCase> = {}): RecordHistoricCase => ({
  type: 'RecordHistoricCase',
  data: { ...row, ...more },
  meta,
});
const { passedOnAt: _, ...factsWithoutDate } = row.facts;

/** What the first import of the row left behind. */
const known = given(complaintDecider).when(record()).events;
const imported = () => given(complaintDecider, ...known);

function corrected(changed: string[], more: Partial<HistoricCase> = {}): ComplaintEvent {
  const { facts, narrativeMac, rowNo } = { ...row, ...more };
  const content = more.content ? { content: more.content } : {};
  return {
    type: 'HistoricCaseCorrected',
    occurredAt: now,
    data: { facts, changed, narrativeMac, rowNo, ...content },
  };
}

describe('a case of another system', () => {
  it('is received at its own time, and its facts are recorded without inventing a step', () => {
    given(complaintDecider)
      .when(record())
      .then(
        {
          type: 'ComplaintReceived',
          occurredAt: receivedAt,
          data: {
            complaintId: row.complaintId,
            complaintNo: 'H-1',
            channel: 'WEB_FORM',
            form: 'WRITTEN',
            receivedAt,
            subject: 'SERVICE_MANNER',
            anonymous: true,
            language: 'en-US',
            source: 'BUREAU',
            externalRef: 'bureau:1',
            content: row.content,
          },
        },
        {
          type: 'HistoricCaseRecorded',
          occurredAt: passedOnAt,
          data: {
            source: 'BUREAU',
            externalRef: 'bureau:1',
            facts: row.facts,
            passedOnBeforeReceived: false,
            rowNo: 7,
            narrativeMac: row.narrativeMac,
            businessUnitName: row.businessUnitName,
            causeNames: row.causeNames,
          },
        },
      );
  });

  it('B7 is oral when it came by telephone or face to face', () => {
    for (const channel of ['PHONE', 'FACE_TO_FACE'] as const) {
      const [first] = given(complaintDecider).when(record({ channel })).events;
      expect(first?.data).toMatchObject({ channel, form: 'ORAL' });
    }
  });

  it('may be without a text and without a date of passing on', () => {
    const { content, narrativeMac, ...silent } = row;
    expect([content, narrativeMac]).toHaveLength(2);
    const [first, second] = given(complaintDecider).when({
      type: 'RecordHistoricCase',
      data: { ...silent, facts: factsWithoutDate },
      meta,
    }).events;
    expect(first?.data).not.toHaveProperty('content');
    expect(second).toMatchObject({
      occurredAt: receivedAt,
      data: { passedOnBeforeReceived: false },
    });
  });

  it('is kept and flagged when it was passed on before it was received', () => {
    const facts = { ...row.facts, passedOnAt: plusSeconds(receivedAt, -86_400) };
    const [, second] = given(complaintDecider).when(record({ facts })).events;
    expect(second).toMatchObject({
      occurredAt: receivedAt,
      data: { passedOnBeforeReceived: true },
    });
  });

  it('is kept and linked when it looks like an earlier row', () => {
    const link = { suspectedDuplicateOf: row.complaintId, suspectedDuplicateOfRowNo: 3 };
    const [, second] = given(complaintDecider).when(record(link)).events;
    expect(second?.data).toMatchObject(link);
  });

  it('reserves its reference for ever', () => {
    expect(complaintDecider.decide(record(), complaintDecider.initialState)).toMatchObject({
      reserve: [{ kind: 'external-ref', key: 'BUREAU/bureau:1' }],
    });
  });

  it('is refused when it claims to be of the future', () => {
    given(complaintDecider)
      .when(record({ receivedAt: plusSeconds(now, 1) }))
      .thenRejected('RECEIVED_IN_FUTURE');
    const facts = { ...row.facts, passedOnAt: plusSeconds(now, 1) };
    given(complaintDecider).when(record({ facts })).thenRejected('OCCURRED_IN_FUTURE');
  });
});

describe('the same case again', () => {
  it('records nothing when nothing has changed, also from another row', () => {
    imported().when(record()).thenNothing();
    imported()
      .when(record({ rowNo: 99, causeNames: personal('Loan / Fees') }))
      .thenNothing();
  });

  it('shows a changed fact as a correction that says what changed', () => {
    const facts = { ...row.facts, promiseKept: false };
    imported()
      .when(record({ facts }))
      .then(corrected(['PROMISE_KEPT'], { facts }));
  });

  it('shows facts that are new and facts that are gone', () => {
    const facts = { ...factsWithoutDate, disputed: true };
    imported()
      .when(record({ facts }))
      .then(corrected(['DISPUTED', 'PASSED_ON_AT'], { facts }));
  });

  it('shows a changed text by its fingerprint, and carries the new one', () => {
    const changed = { content: personal('they charged me thrice'), narrativeMac: 'b'.repeat(64) };
    imported()
      .when(record(changed))
      .then(corrected(['CONTENT'], changed));
  });

  it('shows a changed channel and receipt as corrections of their fields', () => {
    const earlier = plusSeconds(receivedAt, -3_600);
    const reason = personal('corrected by the source BUREAU');
    const change = (field: string, before: string, after: string): ComplaintEvent => ({
      type: 'ComplaintCorrected',
      occurredAt: now,
      data: { field, before, after, reason },
    });
    imported()
      .when(record({ channel: 'PHONE', receivedAt: earlier }))
      .then(change('CHANNEL', 'WEB_FORM', 'PHONE'), change('RECEIVED_AT', receivedAt, earlier));
  });

  it('is quiet again once the correction is recorded', () => {
    const change = {
      facts: { ...row.facts, promiseKept: false },
      channel: 'PHONE',
      content: personal('they charged me thrice'),
      narrativeMac: 'b'.repeat(64),
    } as const;
    const corrections = imported().when(record(change)).events;
    expect(corrections.map(({ type }) => type)).toEqual([
      'ComplaintCorrected',
      'HistoricCaseCorrected',
    ]);
    given(complaintDecider, ...known, ...corrections)
      .when(record(change))
      .thenNothing();
  });

  it('never overwrites a complaint that was received here', () => {
    const [received] = known;
    expect(received?.type).toBe('ComplaintReceived');
    given(complaintDecider, ...known.slice(0, 1))
      .when(record())
      .thenRejected('ALREADY_EXISTS');
  });
});
