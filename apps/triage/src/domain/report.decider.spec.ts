import type { ReportEvent } from '@redress/contracts';
import { type Actor, type CommandMeta, personal } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import { type AssessReport, type ReceiveReport, reportDecider } from './report.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const id = (n: number) => `019cadc6-9a80-7000-8000-${String(n).padStart(12, '0')}`;
const officer = (n: number): Actor => ({ kind: 'USER', role: 'compliance', id: id(n) });
const [receiver, assessor] = [officer(1), officer(2)];
const meta = (actor: Actor): CommandMeta => ({
  tenantId: 'demo',
  actor,
  now,
  origin: 'LIVE',
  correlationId: id(9),
});

const report = {
  channel: 'LETTER',
  about: 'STAFF',
  anonymous: true,
  content: personal('the driver takes money for a refund'),
} as const;
const receive: ReceiveReport = { type: 'ReceiveReport', data: report, meta: meta(receiver) };
const received: ReportEvent = { type: 'ReportReceived', occurredAt: now, data: report };
const assessment = { outcome: 'SUBSTANTIATED', reason: personal('two receipts') } as const;
const assess = (actor: Actor): AssessReport => ({
  type: 'AssessReport',
  data: assessment,
  meta: meta(actor),
});
const assessed: ReportEvent = { type: 'ReportAssessed', occurredAt: now, data: assessment };

describe('a report (A20)', () => {
  it('A20 is taken in once, with or without a name', () => {
    given(reportDecider).when(receive).then(received);
    given(reportDecider, received).when(receive).thenRejected('ALREADY_EXISTS');
  });

  it('A20 is assessed by somebody else than who took it in', () => {
    const open = given(reportDecider, by(receiver)(received));
    open.when(assess(receiver)).thenRejected('SAME_PERSON');
    open.when(assess(assessor)).then(assessed);
  });

  it('A20 is assessed once, and only where it is', () => {
    given(reportDecider, by(receiver)(received), by(assessor)(assessed))
      .when(assess(officer(3)))
      .thenRejected('REPORT_ALREADY_ASSESSED');
    given(reportDecider).when(assess(assessor)).thenRejected('NOT_FOUND');
  });
});
