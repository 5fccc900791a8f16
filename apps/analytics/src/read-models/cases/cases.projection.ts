import {
  clockEvents,
  closureEvents,
  complaintEvents,
  investigationEvents,
  resolutionEvents,
} from '@redress/contracts';
import { journalName } from '@redress/event-log';
import { eventsOf, type Projection, type Row } from '@redress/projections';
import type { CaseEvent, CaseEvents } from '../../domain/case-event.js';
import { type CaseState, evolveCase, initialCase } from '../../domain/case-state.js';
import { breachedKinds, nextDue } from '../../domain/clock-part.js';
import { type ComplaintPart, passedOnBeforeReceived } from '../../domain/complaint-part.js';
import { outcomeOf } from '../../domain/outcome-of-a-case.policy.js';
import { isClosed, roundOf, stageOf } from '../../domain/stage-of-a-case.policy.js';

const columns = {
  complaint_no: 'text',
  stage: 'text',
  round: 'integer',
  origin: 'text',
  channel: 'text',
  received_at: 'timestamptz',
  severity: 'text',
  cause: 'text',
  cause_path: 'text[]',
  owner_id: 'text',
  team_id: 'text',
  outcome: 'text',
  closed_at: 'timestamptz',
  unmet_gates: 'text[]',
  next_due_at: 'timestamptz',
  next_due_kind: 'text',
  breached: 'text[]',
  promise_kept: 'boolean',
  source: 'text',
  external_ref: 'text',
  business_unit: 'text',
  historic_response: 'text',
  suspected_duplicate_of: 'text',
  passed_on_before_received: 'boolean',
  disputed: 'boolean',
  withdrawal_requested: 'boolean',
  referred: 'boolean',
  clocks: 'jsonb',
  department_forms: 'jsonb',
  customer_surveys: 'jsonb',
  updated_at: 'timestamptz',
} as const;

/** The streams that a case consists of; all have the complaint's id. */
export const caseEvents = eventsOf(
  complaintEvents,
  investigationEvents,
  clockEvents,
  resolutionEvents,
  closureEvents,
).filter(({ definition }) => definition.type !== 'CaseFactNoted');

const categories: ReadonlySet<string> = new Set(
  caseEvents.map(({ definition }) => definition.category),
);

/** One row per complaint, put together from what four services say of it. */
export const casesProjection: Projection<CaseState, CaseEvent, typeof columns> = {
  name: 'cases',
  version: 1,
  log: journalName,
  events: caseEvents,
  columns,
  indexes: [['received_at'], ['stage', 'received_at'], ['owner_id', 'received_at']],
  key: ({ envelope }) => envelope.stream.id,
  initialState: initialCase,
  fold(state, { event, envelope }) {
    const { stream, origin, recordedAt } = envelope;
    if (!isCategory(stream.category)) return state;
    return evolveCase(state, event, { category: stream.category, origin, recordedAt });
  },
  row: (state) => (state.complaint ? rowOf(state, state.complaint) : undefined),
};

function isCategory(category: string): category is keyof CaseEvents {
  return categories.has(category);
}

/** The join. It looks at every part as it stands, whichever came first. */
function rowOf(state: CaseState, complaint: ComplaintPart): Row<typeof columns> {
  const { investigation, clock, resolution, closure } = state;
  const { historic } = complaint;
  const end = isClosed(state) ? closure.end : null;
  const due = nextDue(clock);
  return {
    complaint_no: complaint.complaintNo,
    stage: stageOf(state),
    round: roundOf(state),
    origin: complaint.origin,
    channel: complaint.channel,
    received_at: complaint.receivedAt,
    severity: investigation.severity,
    cause: investigation.cause,
    cause_path: investigation.causePath,
    owner_id: investigation.ownerId ?? complaint.namedOwnerId,
    team_id: investigation.teamId,
    outcome: outcomeOf(state),
    closed_at: end?.closedAt ?? null,
    unmet_gates: end?.unmetGates ?? [],
    next_due_at: due?.dueAt ?? null,
    next_due_kind: due?.kind ?? null,
    breached: breachedKinds(clock),
    promise_kept: clock.promiseKept,
    source: complaint.source,
    external_ref: complaint.externalRef,
    business_unit: historic?.businessUnit ?? null,
    historic_response: resolution.historicResponse,
    suspected_duplicate_of: historic?.suspectedDuplicateOf ?? null,
    passed_on_before_received: passedOnBeforeReceived(complaint),
    disputed: closure.disputed,
    withdrawal_requested: complaint.withdrawalRequested,
    referred: complaint.referred,
    clocks: clock.clocks,
    department_forms: closure.forms,
    customer_surveys: closure.surveys,
    updated_at: state.updatedAt,
  };
}
