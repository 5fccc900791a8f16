import type { ComplaintEvent, RejectionCode } from '@redress/contracts';
import {
  type CommandMeta,
  type Decider,
  type Decision,
  type Timestamp,
  accept,
  millisOf,
  reject,
} from '@redress/kernel';
import {
  type ComplainantLinkCode,
  linkComplainant,
  unlinkComplainant,
} from './complainant-link.policy.js';
import type {
  ComplaintCommand,
  CorrectComplaint,
  GiveApology,
  LogContact,
  ReceiveComplaint,
  RecordHistoricCase,
  ThankComplainant,
} from './complaint-command.js';
import {
  type ComplaintState,
  type KnownComplaint,
  evolve,
  initialComplaint,
} from './complaint-state.js';
import { historicCaseCorrections, historicCaseEvents } from './historic-case.policy.js';

/** Every reason for which something asked of a complaint is refused. */
export type ComplaintCode = Extract<
  RejectionCode,
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'CONTACT_MISSING'
  | 'CONTENT_MISSING'
  | 'RECEIVED_IN_FUTURE'
  | 'OCCURRED_IN_FUTURE'
  | 'OCCURRED_BEFORE_CAUSE'
  | 'ALREADY_THANKED'
  | 'ALREADY_APOLOGISED'
  | 'NEXT_UPDATE_IN_PAST'
  | 'NOTHING_TO_CORRECT'
  | ComplainantLinkCode
>;

type ComplaintDecision = Decision<ComplaintEvent, ComplaintCode>;

/** Seconds by which the clocks of other systems may run ahead of ours. */
const clockSkewSec = 60;

function decide(command: ComplaintCommand, state: ComplaintState): ComplaintDecision {
  if (command.type === 'RecordHistoricCase') {
    return recordHistoricCase(command, state);
  }
  if (command.type === 'ReceiveComplaint') return receive(command, state);
  if (state.status === 'ABSENT') return reject('NOT_FOUND', 'there is no such complaint');
  switch (command.type) {
    case 'ThankComplainant':
      return thank(command, state);
    case 'GiveApology':
      return apologise(command, state);
    case 'LogContact':
      return logContact(command, state);
    case 'RequestWithdrawal':
      // Always recorded, again after a reopening too: the closure decides what it ends.
      return accept({
        type: 'WithdrawalRequested',
        occurredAt: command.meta.now,
        data: command.data,
      });
    case 'ReferComplaint':
      return accept({ type: 'Referred', occurredAt: command.meta.now, data: command.data });
    case 'CorrectComplaint':
      return correct(command, state);
    case 'LinkComplainant':
      return linkComplainant(command, state);
    case 'UnlinkComplainant':
      return unlinkComplainant(command, state);
  }
}

function receive({ data, meta }: ReceiveComplaint, state: ComplaintState): ComplaintDecision {
  if (state.status !== 'ABSENT') return reject('ALREADY_EXISTS', 'the complaint was received');
  if (!data.content) return reject('CONTENT_MISSING', 'a complaint says what it is about');
  if (!data.contact && !data.anonymous) {
    return reject('CONTACT_MISSING', 'give a contact, or mark the complaint as anonymous');
  }
  const aheadMs = millisOf(data.receivedAt) - millisOf(meta.now);
  if (aheadMs > clockSkewSec * 1000) {
    return reject('RECEIVED_IN_FUTURE', `received at ${data.receivedAt}, now is ${meta.now}`);
  }
  // A fast clock elsewhere must not put the start of our promises into the future.
  const receivedAt = aheadMs > 0 ? meta.now : data.receivedAt;
  const received: ComplaintEvent = {
    type: 'ComplaintReceived',
    occurredAt: receivedAt,
    data: { ...data, receivedAt },
  };
  const reserve = externalReference(data.source, data.externalRef);
  return { ok: true, events: [received], reserve };
}

function recordHistoricCase(
  { data, meta }: RecordHistoricCase,
  state: ComplaintState,
): ComplaintDecision {
  if (millisOf(data.receivedAt) > millisOf(meta.now)) {
    return reject('RECEIVED_IN_FUTURE', `received at ${data.receivedAt}, now is ${meta.now}`);
  }
  const { passedOnAt } = data.facts;
  if (passedOnAt && millisOf(passedOnAt) > millisOf(meta.now)) {
    return reject('OCCURRED_IN_FUTURE', `passed on at ${passedOnAt}, now is ${meta.now}`);
  }
  if (state.status === 'ABSENT') {
    const reserve = externalReference(data.source, data.externalRef);
    return { ok: true, events: historicCaseEvents(data), reserve };
  }
  if (!state.historic) {
    return reject('ALREADY_EXISTS', 'the complaint was received here, not imported');
  }
  return accept(...historicCaseCorrections(data, state.historic, state.values, meta.now));
}

/** The reservation that keeps a reference of another system from being received twice, ever. */
function externalReference(source: string | undefined, externalRef: string | undefined) {
  return source && externalRef ? [{ kind: 'external-ref', key: `${source}/${externalRef}` }] : [];
}

function thank({ data, meta }: ThankComplainant, state: KnownComplaint): ComplaintDecision {
  if (state.status === 'THANKED') return reject('ALREADY_THANKED', 'thanks were given before');
  const { apology, occurredAt = meta.now, ...thanks } = data;
  const untimely = checkOccurredAt(occurredAt, meta, state);
  if (untimely) return untimely;
  if (millisOf(thanks.nextUpdateAt) <= millisOf(occurredAt)) {
    return reject('NEXT_UPDATE_IN_PAST', 'promise a next update that lies ahead');
  }
  const thanked: ComplaintEvent = { type: 'ComplainantThanked', occurredAt, data: thanks };
  if (!apology || state.apologised) return accept(thanked);
  return accept<ComplaintEvent>(thanked, {
    type: 'ApologyGiven',
    occurredAt,
    data: { ...apology, channel: thanks.channel },
  });
}

function apologise({ data, meta }: GiveApology, state: KnownComplaint): ComplaintDecision {
  if (state.apologised) return reject('ALREADY_APOLOGISED', 'an apology was given before');
  const { occurredAt = meta.now, ...apology } = data;
  return (
    checkOccurredAt(occurredAt, meta, state) ??
    accept<ComplaintEvent>({ type: 'ApologyGiven', occurredAt, data: apology })
  );
}

function logContact({ data, meta }: LogContact, state: KnownComplaint): ComplaintDecision {
  const { occurredAt = meta.now, ...contact } = data;
  return (
    checkOccurredAt(occurredAt, meta, state) ??
    accept<ComplaintEvent>({ type: 'ContactLogged', occurredAt, data: contact })
  );
}

function correct({ data, meta }: CorrectComplaint, state: KnownComplaint): ComplaintDecision {
  const { field, reason } = data;
  if ('text' in data) {
    return accept<ComplaintEvent>({
      type: 'ComplaintCorrected',
      occurredAt: meta.now,
      data: { field, text: data.text, reason },
    });
  }
  const before = state.values[data.field];
  if (before === data.value) return reject('NOTHING_TO_CORRECT', `${field} is ${before} already`);
  if (data.field === 'RECEIVED_AT' && millisOf(data.value) > millisOf(meta.now)) {
    return reject('RECEIVED_IN_FUTURE', 'a complaint cannot be received in the future');
  }
  return accept<ComplaintEvent>({
    type: 'ComplaintCorrected',
    occurredAt: meta.now,
    data: { field, ...(before ? { before } : {}), after: data.value, reason },
  });
}

function checkOccurredAt(
  occurredAt: Timestamp,
  meta: CommandMeta,
  state: KnownComplaint,
): ComplaintDecision | undefined {
  if (millisOf(occurredAt) > millisOf(meta.now)) {
    return reject('OCCURRED_IN_FUTURE', `${occurredAt} lies ahead`);
  }
  if (millisOf(occurredAt) < millisOf(state.values.RECEIVED_AT)) {
    return reject('OCCURRED_BEFORE_CAUSE', `received only at ${state.values.RECEIVED_AT}`);
  }
  return undefined;
}

/** What was said, by whom and when; how we thanked for it; what was corrected since. */
export const complaintDecider: Decider<
  ComplaintState,
  ComplaintCommand,
  ComplaintEvent,
  ComplaintCode
> = { category: 'complaint', initialState: initialComplaint, decide, evolve };
