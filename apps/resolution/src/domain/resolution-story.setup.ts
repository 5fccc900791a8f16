import type { ResolutionEvent, Severity } from '@redress/contracts';
import { type CommandMeta, type Timestamp, personal, systemActor } from '@redress/kernel';
import type { CaseFact, NoteCaseFact, ResolutionCommand } from './resolution-command.js';
import type { Strategy } from './strategy-ladder.policy.js';

export const morning = '2026-03-02T09:00:00.000Z';
export const noon = '2026-03-02T12:00:00.000Z';
export const nextDay = '2026-03-03T09:00:00.000Z';
export const dueDate = '2026-03-16T09:00:00.000Z';
export const later = '2026-03-17T09:00:00.000Z';

export const meta = (now: Timestamp): CommandMeta => ({
  tenantId: 'demo',
  actor: { kind: 'USER', role: 'agent', id: '0190a000-0000-7000-8000-00000000000a' },
  now,
  origin: 'LIVE',
  correlationId: '0190a000-0000-7000-8000-000000000000',
});

let offset = 0;
export const logOf = (fact: CaseFact['type']) => {
  switch (fact) {
    case 'ComplaintClassified':
    case 'InvestigationStarted':
    case 'FindingRecorded':
    case 'ResponseOverdue':
      return 'triage';
    case 'ComplaintClosed':
    case 'ComplaintReopened':
      return 'follow-up';
    default:
      return 'intake';
  }
};

export const note = (fact: CaseFact, at = morning, round?: number): NoteCaseFact => {
  offset += 1;
  return {
    type: 'NoteCaseFact',
    data: {
      sourceLog: logOf(fact.type),
      sourcePartition: 3,
      sourceOffset: offset,
      sourceRecordedAt: at,
      occurredAt: at,
      fact,
      ...(round ? { round } : {}),
    },
    meta: { ...meta(at), actor: systemActor('resolution') },
  };
};

export const noted = (fact: CaseFact, at = morning, round = 1): ResolutionEvent => {
  const { occurredAt, ...data } = note(fact, at).data;
  return { type: 'CaseFactNoted', occurredAt, data: { ...data, round } };
};

export const received = noted({ type: 'ComplaintReceived' });
export const thanked = noted({ type: 'ComplainantThanked' });
export const classified = (severity: Severity) => noted({ type: 'ComplaintClassified', severity });
export const investigating = noted({ type: 'InvestigationStarted' });
export const found = (round = 1) => noted({ type: 'FindingRecorded' }, morning, round);
export const closed = (round = 1) => noted({ type: 'ComplaintClosed' }, nextDay, round);
export const reopened = (round = 2) => noted({ type: 'ComplaintReopened' }, nextDay, round);
export const chaser = (at: Timestamp): CaseFact => ({ type: 'ChaserSent', at });
export const overdue = (at = dueDate, proposalNo = 1): CaseFact => ({
  type: 'ResponseOverdue',
  proposalNo,
  at,
});
export const investigated = [received, thanked, classified('S3'), investigating, found()];

export const text = personal('We are sorry.');
export const remedyTaken = (round = 1): ResolutionEvent => ({
  type: 'RemedyTaken',
  occurredAt: morning,
  data: { round, kind: 'REFUND', doneAt: morning },
});
export const proposal = {
  strategy: 'FULL',
  fix: text,
  prevention: text,
  exceedsExpectation: false,
  channel: 'EMAIL',
} as const;
export const proposed = (
  proposalNo = 1,
  strategy: Strategy = 'FULL',
  round = 1,
): ResolutionEvent => ({
  type: 'ResolutionProposed',
  occurredAt: noon,
  data: { round, proposalNo, ...proposal, strategy },
});
export const accepted = (proposalNo = 1): ResolutionEvent => ({
  type: 'ResolutionAccepted',
  occurredAt: noon,
  data: { round: 1, proposalNo, channel: 'EMAIL' },
});
export const rejected = (proposalNo = 1): ResolutionEvent => ({
  type: 'ResolutionRejected',
  occurredAt: noon,
  data: { round: 1, proposalNo, channel: 'EMAIL', reason: text },
});
export const deemed = (occurredAt: Timestamp, chasers = 2): ResolutionEvent => ({
  type: 'ResolutionDeemedAccepted',
  occurredAt,
  data: { round: 1, proposalNo: 1, chasers },
});
export const response = {
  outcome: 'UPHELD',
  reasons: text,
  signpostBody: 'OMBUDSMAN',
  channel: 'EMAIL',
} as const;
export const responded: ResolutionEvent = {
  type: 'FinalResponseIssued',
  occurredAt: noon,
  data: { round: 1, ...response },
};

export const tellPlan = (more: { promisedAt?: Timestamp; occurredAt?: Timestamp } = {}) =>
  ({
    type: 'TellPlan',
    data: { channel: 'PHONE', promisedAt: nextDay, plan: text, ...more },
    meta: meta(noon),
  }) as const;
export const takeRemedy = {
  type: 'TakeRemedy',
  data: { kind: 'REFUND', doneAt: morning },
} as const;
export const take: ResolutionCommand = { ...takeRemedy, meta: meta(noon) };
export const skip: ResolutionCommand = {
  type: 'SkipRemedy',
  data: { reason: text },
  meta: meta(noon),
};
export const propose = (strategy: Strategy = 'FULL'): ResolutionCommand => ({
  type: 'ProposeResolution',
  data: { ...proposal, strategy },
  meta: meta(noon),
});
export const acceptIt = (occurredAt?: Timestamp): ResolutionCommand => ({
  type: 'AcceptResolution',
  data: { channel: 'EMAIL', ...(occurredAt ? { occurredAt } : {}) },
  meta: meta(noon),
});
export const rejectIt: ResolutionCommand = {
  type: 'RejectResolution',
  data: { channel: 'EMAIL', reason: text },
  meta: meta(noon),
};
export const respond = (
  outcome: 'UPHELD' | 'NOT_UPHELD_HONEST' | 'NOT_UPHELD_ABUSIVE' = 'UPHELD',
): ResolutionCommand => ({
  type: 'IssueFinalResponse',
  data: { ...response, outcome },
  meta: meta(noon),
});

/** A case whose first proposal waits for its answer. */
export const proposedScene = [...investigated, remedyTaken(), proposed()];
