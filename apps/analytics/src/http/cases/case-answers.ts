import { stages } from '@redress/contracts';
import type { CsvCell, CsvTable } from '@redress/edge';
import type { CaseDetailsView } from '../../read-models/cases/case-details.view.js';
import type { TimelinePart } from '../../read-models/cases/case-timeline.query.js';
import type { CaseTimelineView } from '../../read-models/cases/case-timeline.view.js';
import type { StageCount } from '../../read-models/cases/cases.query.js';
import type { CasesView } from '../../read-models/cases/cases.view.js';
import type { Board } from './case.dto.js';
import type { CaseDetail, TimelineEntry } from './case-detail.dto.js';

/** The counts of all stages, those without a case included, and their sums. */
export function boardOf(counts: readonly StageCount[]): Board {
  const sum = (of: (count: StageCount) => number) =>
    counts.reduce((total, count) => total + of(count), 0);
  const totals = new Map(counts.map(({ stage, total }) => [stage, total]));
  const byStage = Object.fromEntries(stages.map((stage) => [stage, totals.get(stage) ?? 0]));
  return {
    total: sum(({ total }) => total),
    byStage: byStage as Board['byStage'],
    promiseKept: sum(({ promiseKept }) => promiseKept),
    promiseBroken: sum(({ promiseBroken }) => promiseBroken),
    suspectedDuplicates: sum(({ suspectedDuplicates }) => suspectedDuplicates),
    sentBeforeReceived: sum(({ sentBeforeReceived }) => sentBeforeReceived),
    disputed: sum(({ disputed }) => disputed),
    breached: sum(({ breached }) => breached),
  };
}

/** The composite view of a case. */
export function detailOf(found: CaseDetailsView, { events, next }: TimelinePart): CaseDetail {
  const { departmentForms, customerSurveys, ...shown } = found;
  return {
    ...shown,
    unmetGates: [...found.unmetGates],
    feedback: { departments: departmentForms, customer: customerSurveys },
    timeline: events.map(entryOf),
    moreEvents: next !== undefined,
  };
}

/** One event as the API shows it. */
export function entryOf(event: CaseTimelineView): TimelineEntry {
  const { position, category, version, type, round, origin, details } = event;
  return {
    position,
    occurredAt: event.occurredAt.toISOString(),
    recordedAt: event.recordedAt.toISOString(),
    category,
    version,
    type,
    round,
    origin,
    actor: { kind: event.actorKind, role: event.actorRole, id: event.actorId },
    details,
  };
}

const caseColumns = [
  ...(['id', 'complaintNo', 'stage', 'round', 'origin', 'channel', 'receivedAt'] as const),
  ...(['severity', 'cause', 'causePath', 'ownerId', 'teamId', 'outcome', 'closedAt'] as const),
  ...(['nextDueAt', 'nextDueKind', 'breached', 'promiseKept', 'source', 'externalRef'] as const),
  ...(['businessUnit', 'historicResponse', 'suspectedDuplicateOf'] as const),
  ...(['sentBeforeReceived', 'disputed', 'withdrawalRequested', 'referred', 'updatedAt'] as const),
] as const satisfies readonly (keyof CasesView)[];

/** The table of an export: one line per case; lists have a space between their entries. */
export function caseTable(pages: AsyncIterable<readonly CasesView[]>): CsvTable {
  async function* lines() {
    for await (const page of pages) {
      yield page.map((found) => caseColumns.map((column) => cellOf(found[column])));
    }
  }
  return { name: 'cases', columns: caseColumns, pages: lines() };
}

function cellOf(value: CasesView[keyof CasesView]): CsvCell {
  return Array.isArray(value) ? value.join(' ') : value;
}
