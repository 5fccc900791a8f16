import type { Channel, complaintEvents, EventOf } from '@redress/contracts';
import { millisOf, type Origin, type Timestamp, type Uuid } from '@redress/kernel';
import type { CaseEvents } from './case-event.js';

type Received = EventOf<typeof complaintEvents.ComplaintReceived>['data'];
type Facts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];

/** What intake says of a case. Texts stay sealed where they are and are never part of it. */
export interface ComplaintPart {
  readonly complaintNo: string;
  readonly origin: Origin;
  readonly channel: Channel;
  readonly receivedAt: Timestamp;
  readonly source: string | null;
  readonly externalRef: string | null;
  readonly thankedAt: Timestamp | null;
  /** Who was named to the complainant as the one who cares for the case. */
  readonly namedOwnerId: Uuid | null;
  readonly withdrawalRequested: boolean;
  readonly referred: boolean;
  readonly historic: HistoricPart | null;
}

/** What another system says of a case that it has handled. */
export interface HistoricPart {
  readonly businessUnit: string | null;
  readonly passedOnAt: Timestamp | null;
  readonly suspectedDuplicateOf: Uuid | null;
}

/** The part after one event of the complaint's stream, in the order of its versions. */
export function foldComplaint(
  part: ComplaintPart | null,
  event: CaseEvents['complaint'],
  origin: Origin,
): ComplaintPart | null {
  if (event.type === 'ComplaintReceived') return received(event.data, origin);
  if (part === null) return null;
  switch (event.type) {
    case 'ComplainantThanked':
      return { ...part, thankedAt: event.occurredAt, namedOwnerId: event.data.ownerId };
    case 'WithdrawalRequested':
      return { ...part, withdrawalRequested: true };
    case 'Referred':
      return { ...part, referred: true };
    case 'ComplaintCorrected':
      return corrected(part, event.data.field, event.data.after);
    case 'HistoricCaseRecorded': {
      const { facts, suspectedDuplicateOf = null } = event.data;
      return { ...part, historic: { ...factsOf(facts), suspectedDuplicateOf } };
    }
    case 'HistoricCaseCorrected': {
      const suspectedDuplicateOf = part.historic?.suspectedDuplicateOf ?? null;
      return { ...part, historic: { ...factsOf(event.data.facts), suspectedDuplicateOf } };
    }
    case 'ApologyGiven':
    case 'ContactLogged':
      return part;
    // A tolerant reader: an event that the board does not show changes nothing.
    default:
      return part;
  }
}

/**
 * True when the other system says that the case was passed on before it was received. Worked out
 * from the values as they stand, because either of them may be corrected later.
 */
export function passedOnBeforeReceived({ historic, receivedAt }: ComplaintPart): boolean {
  const passedOnAt = historic?.passedOnAt ?? null;
  return passedOnAt !== null && millisOf(passedOnAt) < millisOf(receivedAt);
}

function received(data: Received, origin: Origin): ComplaintPart {
  const { complaintNo, channel, receivedAt, source = null, externalRef = null } = data;
  return {
    complaintNo,
    origin,
    channel,
    receivedAt,
    source,
    externalRef,
    thankedAt: null,
    namedOwnerId: null,
    withdrawalRequested: false,
    referred: false,
    historic: null,
  };
}

/** Of the correctable values the board shows two; a text has no value in clear at all. */
function corrected(part: ComplaintPart, field: string, after: string | undefined): ComplaintPart {
  if (after === undefined) return part;
  if (field === 'CHANNEL') return { ...part, channel: after as Channel };
  if (field === 'RECEIVED_AT') return { ...part, receivedAt: after };
  return part;
}

function factsOf(facts: Facts) {
  const { businessUnit = null, passedOnAt = null } = facts;
  return { businessUnit, passedOnAt };
}
