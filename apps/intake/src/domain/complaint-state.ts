import type { Channel, ComplaintEvent } from '@redress/contracts';
import type { Timestamp } from '@redress/kernel';
import type { HistoricFacts } from './historic-case.policy.js';

/** The correctable values that are no texts. */
export interface ComplaintValues {
  readonly CHANNEL: Channel;
  readonly RECEIVED_AT: Timestamp;
  readonly SUBJECT: 'GOODS' | 'SERVICE_MANNER';
  readonly ORDER_REF?: string;
}

/** A complaint as its decisions need it. It holds no text. */
export type ComplaintState =
  | { readonly status: 'ABSENT' }
  | {
      readonly status: 'RECEIVED' | 'THANKED';
      readonly complaintNo: string;
      readonly values: ComplaintValues;
      readonly apologised: boolean;
      readonly withdrawalRequested: boolean;
      readonly referred: boolean;
      /** The customer that the complainant is proven to be; a claim is none. */
      readonly customerId?: string;
      /** Present when the case came from another system. */
      readonly historic?: { readonly facts: HistoricFacts; readonly narrativeMac?: string };
    };

/** A complaint that was received. */
export type KnownComplaint = Exclude<ComplaintState, { status: 'ABSENT' }>;

export const initialComplaint: ComplaintState = { status: 'ABSENT' };

export function evolve(state: ComplaintState, event: ComplaintEvent): ComplaintState {
  if (event.type === 'ComplaintReceived') {
    const { complaintNo, channel, receivedAt, subject, orderRef, customerId } = event.data;
    return {
      status: 'RECEIVED',
      complaintNo,
      values: {
        CHANNEL: channel,
        RECEIVED_AT: receivedAt,
        SUBJECT: subject,
        ...(orderRef ? { ORDER_REF: orderRef } : {}),
      },
      apologised: false,
      withdrawalRequested: false,
      referred: false,
      ...(customerId ? { customerId } : {}),
    };
  }
  if (state.status === 'ABSENT') return state;
  switch (event.type) {
    case 'ComplainantThanked':
      return { ...state, status: 'THANKED' };
    case 'ApologyGiven':
      return { ...state, apologised: true };
    case 'ContactLogged':
      return state;
    case 'ComplainantLinked':
      return { ...state, customerId: event.data.customerId };
    case 'ComplainantUnlinked': {
      const { customerId, ...unlinked } = state;
      return customerId === event.data.customerId ? unlinked : state;
    }
    case 'WithdrawalRequested':
      return { ...state, withdrawalRequested: true };
    case 'Referred':
      return { ...state, referred: true };
    case 'ComplaintCorrected':
      return correctedState(state, event.data.field, event.data.after);
    case 'HistoricCaseRecorded':
    case 'HistoricCaseCorrected':
      return { ...state, historic: historicOf(event.data) };
  }
}

function correctedState(
  state: KnownComplaint,
  field: string,
  after: string | undefined,
): ComplaintState {
  return after === undefined ? state : { ...state, values: { ...state.values, [field]: after } };
}

function historicOf(data: { facts: HistoricFacts; narrativeMac?: string }) {
  const { facts, narrativeMac } = data;
  return narrativeMac ? { facts, narrativeMac } : { facts };
}
