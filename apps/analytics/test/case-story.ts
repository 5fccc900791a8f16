import type { EventDefinition, EventOf } from '@redress/contracts';
import {
  clockEvents,
  closureEvents,
  complaintEvents,
  investigationEvents,
  resolutionEvents,
} from '@redress/contracts';
import {
  type Origin,
  plusSeconds,
  type Recorded,
  systemActor,
  type Timestamp,
} from '@redress/kernel';
import type { ProjectedEvent } from '@redress/projections';
import type { CaseEvent } from '../src/domain/case-event.js';

export const definitions = {
  ...complaintEvents,
  ...investigationEvents,
  ...clockEvents,
  ...resolutionEvents,
  ...closureEvents,
};

type Definitions = typeof definitions;
type Name = keyof Definitions & string;
type DataOf<Type extends Name> = EventOf<Definitions[Type]>['data'];

export const ids = {
  complaint: '00000000-0000-7000-8000-00000000c0de',
  agent: '00000000-0000-7000-8000-0000000000a1',
  owner: '00000000-0000-7000-8000-0000000000a2',
  team: '00000000-0000-7000-8000-0000000000a3',
  department: '00000000-0000-7000-8000-0000000000d1',
  ack: '00000000-0000-7000-8000-0000000000e1',
  plan: '00000000-0000-7000-8000-0000000000e2',
};

const start: Timestamp = '2026-03-02T09:00:00.000Z';

/** `minutes` after the story began. */
export function minute(minutes: number): Timestamp {
  return plusSeconds(start, minutes * 60);
}

/** One event of the story, before it has a place in a stream. */
export interface Told {
  readonly definition: EventDefinition;
  readonly data: unknown;
  readonly at: Timestamp;
  readonly origin: Origin;
}

export function tell<Type extends Name>(
  type: Type,
  at: Timestamp,
  data: DataOf<Type>,
  origin: Origin = 'LIVE',
): Told {
  return { definition: definitions[type], data, at, origin };
}

/** Gives the events of one stream their versions and positions. */
export function stream(
  told: readonly Told[],
  complaintId: string = ids.complaint,
): ProjectedEvent<CaseEvent>[] {
  return told.map(({ definition, data, at, origin }, index) => {
    const { log, category, type } = definition;
    const actor = systemActor('story');
    const event = { type, data, occurredAt: at, actor } as Recorded<CaseEvent>;
    return {
      event,
      envelope: {
        id: `00000000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
        stream: { tenantId: 'demo', category, id: complaintId },
        version: index + 1,
        type,
        schemaVersion: definition.version,
        occurredAt: at,
        recordedAt: plusSeconds(at, 1),
        actor,
        origin,
        correlationId: '00000000-0000-7000-8000-0000000000cc',
      },
      source: { log, partition: 3, offset: index },
    };
  });
}

const sealed = { sealed: `complaint:${ids.complaint}` };

/** A live complaint from receipt to prevention, one list per stream. */
export const story = {
  complaint: [
    tell('ComplaintReceived', minute(0), {
      complaintId: ids.complaint,
      complaintNo: 'C-2026-000001',
      channel: 'PHONE',
      form: 'ORAL',
      receivedAt: minute(0),
      subject: 'GOODS',
      anonymous: false,
      content: sealed,
      contact: sealed,
      language: 'en',
    }),
    tell('ComplainantThanked', minute(30), {
      templateId: 'THANKS',
      channel: 'PHONE',
      ownerId: ids.agent,
      nextUpdateAt: minute(600),
      words: sealed,
    }),
  ],
  investigation: [
    tell('ComplaintClassified', minute(20), {
      round: 1,
      cause: 'MANUFACTURE',
      causePath: ['BATTERY_SWELLS'],
      severity: 'S2',
      specialTypes: [],
      taxonomyVersion: 1,
    }),
    tell('CaseAssigned', minute(40), {
      round: 1,
      ownerId: ids.owner,
      teamId: ids.team,
      reason: sealed,
    }),
    tell('InvestigationStarted', minute(50), { round: 1, leadId: ids.owner, plan: sealed }),
    tell('FindingRecorded', minute(60), {
      round: 1,
      method: 'INQUIRY',
      evidenceIds: [],
      whyChain: [sealed],
      conclusion: sealed,
    }),
    tell('ResponsibilityAttributed', minute(90), {
      round: 1,
      shares: [{ party: 'DEPARTMENT', departmentId: ids.department, pct: 100 }],
      ruleVersion: 1,
      rationale: sealed,
    }),
  ],
  clock: [
    clockStarted('ACK', ids.ack, minute(60)),
    clockStarted('PLAN', ids.plan, minute(65)),
    tell('ClockMet', minute(30), {
      round: 1,
      clockId: ids.ack,
      kind: 'ACK',
      elapsedSec: 1800,
      overSec: 0,
    }),
    tell('ClockPaused', minute(45), {
      round: 1,
      clockId: ids.plan,
      kind: 'PLAN',
      reason: 'WAITING_CUSTOMER',
      withoutQuestion: false,
    }),
    tell('ClockResumed', minute(50), {
      round: 1,
      clockId: ids.plan,
      kind: 'PLAN',
      cause: 'CUSTOMER_WROTE',
      dueAt: minute(70),
      warnings: [],
    }),
    tell('ClockBreached', minute(70), {
      round: 1,
      clockId: ids.plan,
      kind: 'PLAN',
      dueAt: minute(70),
    }),
    tell('ClockMet', minute(75), {
      round: 1,
      clockId: ids.plan,
      kind: 'PLAN',
      elapsedSec: 4200,
      overSec: 300,
    }),
  ],
  resolution: [
    tell('RemedyTaken', minute(70), { round: 1, kind: 'REPLACEMENT', doneAt: minute(70) }),
    tell('ResolutionProposed', minute(80), {
      round: 1,
      proposalNo: 1,
      strategy: 'FULL',
      fix: sealed,
      prevention: sealed,
      exceedsExpectation: true,
      channel: 'PHONE',
    }),
    tell('ResolutionAccepted', minute(85), { round: 1, proposalNo: 1, channel: 'PHONE' }),
    tell('FinalResponseIssued', minute(88), { round: 1, outcome: 'UPHELD', channel: 'PHONE' }),
  ],
  closure: [
    tell('FeedbackFormSent', minute(95), {
      round: 1,
      formNo: 'F-2026-000001-1',
      departmentId: ids.department,
      message: sealed,
    }),
    tell('FeedbackDisputed', minute(100), {
      round: 1,
      formNo: 'F-2026-000001-1',
      departmentId: ids.department,
      reason: sealed,
    }),
    tell('DisputeDecided', minute(105), {
      round: 1,
      formNo: 'F-2026-000001-1',
      departmentId: ids.department,
      stands: true,
      reason: sealed,
    }),
    tell('SurveySent', minute(106), { round: 1, instrument: 'CSAT', channel: 'EMAIL' }),
    tell('PreventionDecided', minute(110), { round: 1, mode: 'QUICK_FIX', measure: sealed }),
    tell('ComplaintClosed', minute(120), { round: 1, outcome: 'UPHELD', unmetGates: [] }),
    tell('SurveyAnswered', minute(130), { round: 1, csat: 5, comment: sealed }),
  ],
};

/** What follows when the case of the story is reopened; each list continues its stream. */
export const secondRound = {
  investigation: [
    tell('InvestigationStarted', minute(210), { round: 2, leadId: ids.owner, plan: sealed }),
  ],
  clock: [clockStarted('RESOLVE', '00000000-0000-7000-8000-0000000000e3', minute(900), 2)],
  resolution: [tell('RemedySkipped', minute(220), { round: 2, reason: sealed })],
  closure: [tell('ComplaintReopened', minute(200), { round: 2, newFacts: true, reason: sealed })],
};

/** A case of another system, closed and disputed there. */
export const importedStory = {
  complaint: [
    tell(
      'ComplaintReceived',
      minute(0),
      {
        complaintId: ids.complaint,
        complaintNo: 'C-2013-000001',
        channel: 'WEB_FORM',
        form: 'WRITTEN',
        receivedAt: minute(0),
        subject: 'SERVICE_MANNER',
        anonymous: true,
        language: 'en',
        source: 'CFPB',
        externalRef: 'row-1',
      },
      'IMPORT',
    ),
    tell(
      'HistoricCaseRecorded',
      minute(0),
      {
        source: 'CFPB',
        externalRef: 'row-1',
        facts: {
          businessUnit: 'ACME_BANK',
          causePath: ['MORTGAGE'],
          passedOnAt: minute(-24 * 60),
          standing: 'CLOSED',
          promiseKept: false,
          disputed: true,
          response: 'CLOSED_WITH_EXPLANATION',
          tags: [],
        },
        suspectedDuplicateOf: ids.agent,
        passedOnBeforeReceived: true,
        narrativeMac: 'f'.repeat(64),
      },
      'IMPORT',
    ),
  ],
  clock: [
    tell(
      'PromiseOutcomeRecorded',
      minute(0),
      { round: 1, promise: 'TIMELY_RESPONSE', kept: false, source: 'CFPB' },
      'IMPORT',
    ),
  ],
  resolution: [
    tell(
      'HistoricResponseRecorded',
      minute(0),
      { round: 1, response: 'CLOSED_WITH_EXPLANATION', source: 'CFPB' },
      'IMPORT',
    ),
  ],
  closure: [
    tell(
      'ClosedAsImported',
      minute(10),
      { round: 1, response: 'CLOSED_WITH_EXPLANATION', unmetGates: ['RESPONSIBILITY'] },
      'IMPORT',
    ),
    tell('OutcomeDisputed', minute(10), { round: 1, source: 'CFPB' }, 'IMPORT'),
  ],
};

function clockStarted(
  kind: 'ACK' | 'PLAN' | 'RESOLVE',
  clockId: string,
  dueAt: Timestamp,
  round = 1,
) {
  return tell('ClockStarted', minute(0), {
    round,
    clockId,
    kind,
    startedAt: minute(0),
    targetSec: 3600,
    basis: 'ELAPSED',
    policyVersion: 1,
    calendarVersion: 1,
    dueAt,
    warnings: [],
  });
}
