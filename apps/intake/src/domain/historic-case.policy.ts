import type { Channel, ComplaintEvent, complaintEvents, EventOf } from '@redress/contracts';
import {
  type PersonalText,
  type TenantText,
  type Timestamp,
  type Uuid,
  laterOf,
  millisOf,
  personal,
} from '@redress/kernel';

/** What another system says of a case that it has handled. */
export type HistoricFacts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];

/** A case of another system: its data are checked, its process is not invented. */
export interface HistoricCase {
  readonly complaintId: Uuid;
  readonly complaintNo: string;
  readonly source: string;
  readonly externalRef: string;
  readonly receivedAt: Timestamp;
  readonly channel: Channel;
  readonly language: string;
  readonly facts: HistoricFacts;
  readonly content?: PersonalText;
  /** Keyed fingerprint of the content: tells whether it changed without reading it. */
  readonly narrativeMac?: string;
  readonly businessUnitName?: TenantText;
  readonly causeNames?: TenantText;
  readonly rowNo?: number;
  readonly suspectedDuplicateOf?: Uuid;
  readonly suspectedDuplicateOfRowNo?: number;
}

/** True when the source says that the case was passed on before it was received. */
export function passedOnBeforeReceived(receivedAt: Timestamp, facts: HistoricFacts): boolean {
  return facts.passedOnAt !== undefined && millisOf(facts.passedOnAt) < millisOf(receivedAt);
}

/** The events of a case that is new here: the source's facts, each at its own time. */
export function historicCaseEvents(historic: HistoricCase): ComplaintEvent[] {
  const { complaintId, complaintNo, channel, receivedAt, language, source, externalRef } = historic;
  const { facts, content, rowNo, narrativeMac, businessUnitName, causeNames } = historic;
  return [
    {
      type: 'ComplaintReceived',
      occurredAt: receivedAt,
      data: {
        complaintId,
        complaintNo,
        channel,
        form: channel === 'PHONE' || channel === 'FACE_TO_FACE' ? 'ORAL' : 'WRITTEN',
        receivedAt,
        subject: 'SERVICE_MANNER',
        anonymous: true,
        language,
        source,
        externalRef,
        ...(content ? { content } : {}),
      },
    },
    {
      type: 'HistoricCaseRecorded',
      occurredAt: facts.passedOnAt ? laterOf(receivedAt, facts.passedOnAt) : receivedAt,
      data: {
        source,
        externalRef,
        facts,
        passedOnBeforeReceived: passedOnBeforeReceived(receivedAt, facts),
        ...(rowNo ? { rowNo } : {}),
        ...(historic.suspectedDuplicateOf
          ? { suspectedDuplicateOf: historic.suspectedDuplicateOf }
          : {}),
        ...(historic.suspectedDuplicateOfRowNo
          ? { suspectedDuplicateOfRowNo: historic.suspectedDuplicateOfRowNo }
          : {}),
        ...(narrativeMac ? { narrativeMac } : {}),
        ...(businessUnitName ? { businessUnitName } : {}),
        ...(causeNames ? { causeNames } : {}),
      },
    },
  ];
}

/**
 * What a case that is known here says anew: nothing, or corrections that everybody can see. A
 * changed row never overwrites in silence.
 */
export function historicCaseCorrections(
  historic: HistoricCase,
  known: { facts: HistoricFacts; narrativeMac?: string },
  values: { CHANNEL: Channel; RECEIVED_AT: Timestamp },
  now: Timestamp,
): ComplaintEvent[] {
  const events: ComplaintEvent[] = [];
  const reason = personal(`corrected by the source ${historic.source}`);
  const correct = (field: string, before: string, after: string) => {
    if (before === after) return;
    const data = { field, before, after, reason };
    events.push({ type: 'ComplaintCorrected', occurredAt: now, data });
  };
  correct('CHANNEL', values.CHANNEL, historic.channel);
  correct('RECEIVED_AT', values.RECEIVED_AT, historic.receivedAt);
  const changed = changedFacts(known, historic);
  if (changed.length > 0) {
    events.push({
      type: 'HistoricCaseCorrected',
      occurredAt: now,
      data: {
        facts: historic.facts,
        changed,
        ...(historic.narrativeMac ? { narrativeMac: historic.narrativeMac } : {}),
        ...(historic.content && changed.includes('CONTENT') ? { content: historic.content } : {}),
        ...(historic.rowNo ? { rowNo: historic.rowNo } : {}),
      },
    });
  }
  return events;
}

/** Codes of the facts that differ, e.g. `PROMISE_KEPT`. */
function changedFacts(
  known: { facts: HistoricFacts; narrativeMac?: string },
  historic: HistoricCase,
): string[] {
  const before: Record<string, unknown> = known.facts;
  const after: Record<string, unknown> = historic.facts;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => name.replace(/([A-Z])/g, '_$1').toUpperCase());
  return known.narrativeMac === historic.narrativeMac ? changed : [...changed, 'CONTENT'];
}
