import { createHash } from 'node:crypto';
import { startOfLocalDay } from '@redress/calendar';
import type { ComplaintEvent, RejectionCode } from '@redress/contracts';
import type { Caller } from '@redress/edge';
import type { Outcome } from '@redress/event-log';
import {
  formatPosition,
  personal,
  type Position,
  timestampOf,
  type Uuid,
  uuidV8,
} from '@redress/kernel';
import type { RecordHistoricCase } from '../domain/complaint-command.js';
import { passedOnBeforeReceived } from '../domain/historic-case.policy.js';
import type { BatchAnswer, HistoricCaseDto, ItemResult } from './historic-case.dto.js';
import type { Intake } from './intake.port.js';

/**
 * Records the cases of one batch. Each case is a command of its own, known by its reference, so a
 * batch that was cut off is simply sent again; the log gathers them into one durable write.
 */
export async function recordHistoricCases(
  intake: Intake,
  items: readonly HistoricCaseDto[],
  caller: Caller,
): Promise<BatchAnswer> {
  const { zone } = await intake.tenant(caller.tenantId);
  const outcomes = await Promise.all(
    items.map(async (dto) => {
      const command = await historicCase(dto, zone, intake, caller);
      const outcome = await intake.complaints.handle(command.data.complaintId, command);
      return { outcome, command };
    }),
  );
  return {
    results: outcomes.map(({ outcome, command }, index) => itemResult(index, outcome, command)),
    positions: lastPositions(outcomes.map(({ outcome }) => outcome)),
  };
}

/** The id of a case that another system knows: the same reference always names the same case. */
export function historicCaseId(tenantId: string, source: string, externalRef: string): Uuid {
  const name = ['complaint', tenantId, source, externalRef].join('\u001f');
  return uuidV8(createHash('sha256').update(name).digest());
}

async function historicCase(
  dto: HistoricCaseDto,
  zone: string,
  intake: Intake,
  caller: Caller,
): Promise<RecordHistoricCase> {
  const { source, externalRef, channel, language, rowNo, narrative, duplicateOf } = dto;
  const { receivedDate, passedOnDate, businessUnitName, causeNames, ...rest } = dto;
  const { standing, response, publicResponse, promiseKept, disputed } = rest;
  const { causePath, businessUnit, regionCode, tags } = rest;
  const idOf = (ref: string) => historicCaseId(caller.tenantId, source, ref);
  const startOf = (date: string) => timestampOf(startOfLocalDay(zone, date));
  const complaintId = idOf(externalRef);
  return {
    type: 'RecordHistoricCase',
    meta: caller.meta({ origin: 'IMPORT' }),
    data: {
      complaintId,
      complaintNo: `H-${complaintId.replaceAll('-', '').slice(0, 12).toUpperCase()}`,
      source,
      externalRef,
      receivedAt: startOf(receivedDate),
      channel,
      language,
      rowNo,
      facts: {
        causePath,
        tags,
        standing,
        ...(passedOnDate ? { passedOnAt: startOf(passedOnDate) } : {}),
        ...(businessUnit ? { businessUnit } : {}),
        ...(regionCode ? { regionCode } : {}),
        ...(response ? { response } : {}),
        ...(publicResponse ? { publicResponse } : {}),
        ...(promiseKept === undefined ? {} : { promiseKept }),
        ...(disputed === undefined ? {} : { disputed }),
      },
      ...(businessUnitName ? { businessUnitName: personal(businessUnitName) } : {}),
      ...(causeNames ? { causeNames: personal(causeNames) } : {}),
      ...(narrative ? await contentOf(narrative, intake, caller.tenantId) : {}),
      ...(duplicateOf
        ? {
            suspectedDuplicateOf: idOf(duplicateOf.externalRef),
            suspectedDuplicateOfRowNo: duplicateOf.rowNo,
          }
        : {}),
    },
  };
}

async function contentOf(narrative: string, intake: Intake, tenantId: string) {
  const narrativeMac = await intake.fingerprint(tenantId, 'narrative', narrative);
  return { content: personal(narrative), narrativeMac };
}

function itemResult(
  index: number,
  outcome: Outcome<ComplaintEvent, RejectionCode>,
  { data }: RecordHistoricCase,
): ItemResult {
  if (!outcome.ok) {
    const { code, detail } = outcome.rejection;
    return { index, result: 'rejected', code, detail };
  }
  const flags = [
    ...(data.suspectedDuplicateOf ? ['SUSPECTED_DUPLICATE'] : []),
    ...(passedOnBeforeReceived(data.receivedAt, data.facts) ? ['SENT_BEFORE_RECEIVED'] : []),
  ];
  const { promiseKept } = data.facts;
  return {
    index,
    id: outcome.streamId,
    result: resultOf(outcome.events),
    ...(flags.length > 0 ? { flags } : {}),
    ...(promiseKept === undefined ? {} : { promiseKept }),
  };
}

function resultOf(events: readonly ComplaintEvent[]): ItemResult['result'] {
  if (events.length === 0) return 'unchanged';
  return events.some(({ type }) => type === 'ComplaintReceived') ? 'created' : 'corrected';
}

/** The last position of each partition that a batch wrote to, for `Redress-After`. */
export function lastPositions(
  outcomes: readonly { readonly ok: boolean; readonly position?: Position }[],
): string[] {
  const last = new Map<string, Position>();
  for (const { position } of outcomes) {
    if (!position) continue;
    const partition = `${position.log}/${position.partition}`;
    const known = last.get(partition);
    if (!known || known.offset < position.offset) last.set(partition, position);
  }
  return [...last.values()].map(formatPosition);
}
