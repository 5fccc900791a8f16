import type { ComplaintEvent } from '@redress/contracts';
import { type CommandMeta, personal, plusSeconds, systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type {
  CorrectComplaint,
  LogContact,
  ReceiveComplaint,
  ThankComplainant,
} from './complaint-command.js';
import { complaintDecider } from './complaint.decider.js';

const receivedAt = '2026-03-02T09:00:00.000Z';
const complaintId = '019cadc6-9a80-7000-8000-000000000001';
const ownerId = '019cadc6-9a80-7000-8000-000000000002';
const yesterday = plusSeconds(receivedAt, -86_400);

const meta = (now = receivedAt): CommandMeta => ({
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId: complaintId,
});

const data = {
  complaintId,
  complaintNo: 'C-2026-000001',
  channel: 'PHONE',
  form: 'ORAL',
  receivedAt,
  subject: 'GOODS',
  anonymous: false,
  content: personal('the kettle leaks'),
  contact: personal('138 0000 0000'),
  language: 'zh-CN',
} as const satisfies ReceiveComplaint['data'];

const receive = (more: Partial<ReceiveComplaint['data']> = {}, now = receivedAt) =>
  ({ type: 'ReceiveComplaint', data: { ...data, ...more }, meta: meta(now) }) as const;

const received: ComplaintEvent = { type: 'ComplaintReceived', occurredAt: receivedAt, data };

const thanks = {
  templateId: 'THANKS_1',
  channel: 'PHONE',
  ownerId,
  nextUpdateAt: plusSeconds(receivedAt, 7_200),
  words: personal('thank you for telling us'),
} as const;
const regret = { scope: 'EXPERIENCE', liabilityAdmitted: false } as const;
const minute = plusSeconds(receivedAt, 60);

const thank = (more: Partial<ThankComplainant['data']> = {}, now = minute): ThankComplainant => ({
  type: 'ThankComplainant',
  data: { ...thanks, ...more },
  meta: meta(now),
});
const thanked: ComplaintEvent = { type: 'ComplainantThanked', occurredAt: minute, data: thanks };
const apologised: ComplaintEvent = {
  type: 'ApologyGiven',
  occurredAt: minute,
  data: { ...regret, channel: 'PHONE' },
};
const apologise = {
  type: 'GiveApology',
  data: { ...regret, channel: 'PHONE' },
  meta: meta(minute),
} as const;

const contact = {
  direction: 'OUTBOUND',
  purpose: 'UPDATE',
  channel: 'PHONE',
  summary: personal('we are looking into it'),
} as const;
const logContact = (more: Partial<LogContact['data']> = {}, now = minute): LogContact => ({
  type: 'LogContact',
  data: { ...contact, ...more },
  meta: meta(now),
});

const reason = personal('misheard');
/** A correction before its reason is given. */
type Change = CorrectComplaint['data'] extends infer Data
  ? Data extends { reason: unknown }
    ? Omit<Data, 'reason'>
    : never
  : never;
const correct = (change: Change): CorrectComplaint => ({
  type: 'CorrectComplaint',
  data: { ...change, reason },
  meta: meta(minute),
});

describe('receiving a complaint (C14 step 1, E10)', () => {
  it('records what was said, by whom and when', () => {
    given(complaintDecider).when(receive()).then(received);
  });

  it('E10 refuses a complaint without content', () => {
    const { content, ...silent } = data;
    expect(content).toBeDefined();
    const command: ReceiveComplaint = { type: 'ReceiveComplaint', data: silent, meta: meta() };
    given(complaintDecider).when(command).thenRejected('CONTENT_MISSING');
  });

  it('E10 refuses a complaint without contact, unless it is anonymous', () => {
    const { contact: left, ...nameless } = data;
    expect(left).toBeDefined();
    const command = (anonymous: boolean): ReceiveComplaint => ({
      type: 'ReceiveComplaint',
      data: { ...nameless, anonymous },
      meta: meta(),
    });
    given(complaintDecider).when(command(false)).thenRejected('CONTACT_MISSING');
    given(complaintDecider).when(command(true)).thenTypes('ComplaintReceived');
  });

  it('takes a complaint that was written down later, at the time when it was received', () => {
    given(complaintDecider)
      .when(receive({}, plusSeconds(receivedAt, 86_400)))
      .then(received);
  });

  it('refuses a receipt in the future', () => {
    given(complaintDecider)
      .when(receive({ receivedAt: plusSeconds(receivedAt, 61) }))
      .thenRejected('RECEIVED_IN_FUTURE');
  });

  it('takes a clock that is a minute fast for now, so that the thanks can follow at once', () => {
    const { state } = given(complaintDecider).when(
      receive({ receivedAt: plusSeconds(receivedAt, 60) }),
    );
    given(complaintDecider)
      .when(receive({ receivedAt: plusSeconds(receivedAt, 60) }))
      .then(received);
    expect(state).toMatchObject({ values: { RECEIVED_AT: receivedAt } });
  });

  it('happens once', () => {
    given(complaintDecider, received).when(receive()).thenRejected('ALREADY_EXISTS');
  });

  it('reserves the reference of another system, and only a whole one', () => {
    const reserved = (more: Partial<ReceiveComplaint['data']>) => {
      const decision = complaintDecider.decide(receive(more), complaintDecider.initialState);
      return decision.ok ? decision.reserve : decision;
    };
    expect(reserved({ source: 'SHOP', externalRef: '4711' })).toEqual([
      { kind: 'external-ref', key: 'SHOP/4711' },
    ]);
    expect(reserved({ externalRef: '4711' })).toEqual([]);
    expect(reserved({})).toEqual([]);
  });
});

describe('thanking (C14 step 2) and regret', () => {
  it('names an owner and a time for the next word', () => {
    given(complaintDecider, received).when(thank()).then(thanked);
  });

  it('B19 gives the apology with the thanks, before anybody asks whose fault it was', () => {
    given(complaintDecider, received)
      .when(thank({ apology: regret }))
      .then(thanked, apologised);
  });

  it('B19 does not apologise a second time with the thanks', () => {
    given(complaintDecider, received, apologised)
      .when(thank({ apology: regret }))
      .then(thanked);
  });

  it('B19 can apologise alone, before the thanks and after them, but once', () => {
    given(complaintDecider, received).when(apologise).then(apologised);
    given(complaintDecider, received, thanked).when(apologise).then(apologised);
    given(complaintDecider, received, apologised)
      .when(apologise)
      .thenRejected('ALREADY_APOLOGISED');
  });

  it('B17 counts from when it was done, not from when it was entered', () => {
    const late = thank({ occurredAt: minute, apology: regret }, plusSeconds(receivedAt, 9_000));
    given(complaintDecider, received).when(late).then(thanked, apologised);
  });

  it('refuses thanks that lie in the future or before the receipt', () => {
    given(complaintDecider, received)
      .when(thank({ occurredAt: plusSeconds(minute, 1) }))
      .thenRejected('OCCURRED_IN_FUTURE');
    given(complaintDecider, received)
      .when(thank({ occurredAt: yesterday }))
      .thenRejected('OCCURRED_BEFORE_CAUSE');
  });

  it('A17 refuses a promise of an update that is over when it is made', () => {
    given(complaintDecider, received)
      .when(thank({ nextUpdateAt: minute }))
      .thenRejected('NEXT_UPDATE_IN_PAST');
  });

  it('happens once', () => {
    given(complaintDecider, received, thanked).when(thank()).thenRejected('ALREADY_THANKED');
  });

  it('needs a complaint', () => {
    given(complaintDecider).when(thank()).thenRejected('NOT_FOUND');
    given(complaintDecider).when(apologise).thenRejected('NOT_FOUND');
  });
});

describe('contact', () => {
  const logged: ComplaintEvent = { type: 'ContactLogged', occurredAt: minute, data: contact };

  it('is logged as often as it happens', () => {
    given(complaintDecider, received).when(logContact()).then(logged);
    given(complaintDecider, received, logged).when(logContact()).then(logged);
  });

  it('is logged late at its own time, never ahead of time', () => {
    given(complaintDecider, received)
      .when(logContact({ occurredAt: minute }, plusSeconds(minute, 600)))
      .then(logged);
    given(complaintDecider, received)
      .when(logContact({ occurredAt: plusSeconds(minute, 1) }))
      .thenRejected('OCCURRED_IN_FUTURE');
    given(complaintDecider, received)
      .when(logContact({ occurredAt: yesterday }))
      .thenRejected('OCCURRED_BEFORE_CAUSE');
  });
});

describe('leaving the straight path', () => {
  const withdrawal = { by: 'CUSTOMER', reason } as const;
  const withdraw = { type: 'RequestWithdrawal', data: withdrawal, meta: meta(minute) } as const;
  const withdrawn: ComplaintEvent = {
    type: 'WithdrawalRequested',
    occurredAt: minute,
    data: withdrawal,
  };

  it('a withdrawal is recorded at any stage, and again after a reopening', () => {
    given(complaintDecider, received).when(withdraw).then(withdrawn);
    given(complaintDecider, received, thanked).when(withdraw).then(withdrawn);
    given(complaintDecider, received, withdrawn).when(withdraw).then(withdrawn);
  });

  it('a complaint may be referred to several bodies', () => {
    const referral = { body: 'OMBUDSMAN', reason };
    const refer = { type: 'ReferComplaint', data: referral, meta: meta(minute) } as const;
    const referred: ComplaintEvent = { type: 'Referred', occurredAt: minute, data: referral };
    given(complaintDecider, received).when(refer).then(referred);
    given(complaintDecider, received, referred).when(refer).then(referred);
  });
});

describe('correcting what was recorded', () => {
  const corrected = (change: object): ComplaintEvent => ({
    type: 'ComplaintCorrected',
    occurredAt: minute,
    data: { ...(change as { field: string }), reason },
  });

  it.each<[string, string, Change & { value: string }]>([
    ['the channel', 'PHONE', { field: 'CHANNEL', value: 'EMAIL' }],
    ['the receipt', receivedAt, { field: 'RECEIVED_AT', value: yesterday }],
    ['the subject (C3)', 'GOODS', { field: 'SUBJECT', value: 'SERVICE_MANNER' }],
  ])('shows %s before and after', (_, before, change) => {
    const { field, value: after } = change;
    given(complaintDecider, received)
      .when(correct(change))
      .then(corrected({ field, before, after }));
  });

  it('shows that a value is new when there was none before', () => {
    given(complaintDecider, received)
      .when(correct({ field: 'ORDER_REF', value: 'A-1' }))
      .then(corrected({ field: 'ORDER_REF', after: 'A-1' }));
  });

  it('goes on from the corrected value', () => {
    const first = corrected({ field: 'CHANNEL', before: 'PHONE', after: 'EMAIL' });
    given(complaintDecider, received, first)
      .when(correct({ field: 'CHANNEL', value: 'EMAIL' }))
      .thenRejected('NOTHING_TO_CORRECT');
    given(complaintDecider, received, first)
      .when(correct({ field: 'CHANNEL', value: 'PHONE' }))
      .then(corrected({ field: 'CHANNEL', before: 'EMAIL', after: 'PHONE' }));
  });

  it('carries a new text sealed, without the old one', () => {
    const text = personal('the kettle leaks and smokes');
    given(complaintDecider, received)
      .when(correct({ field: 'CONTENT', text }))
      .then(corrected({ field: 'CONTENT', text }));
  });

  it('refuses a value that is there already', () => {
    given(complaintDecider, received)
      .when(correct({ field: 'CHANNEL', value: 'PHONE' }))
      .thenRejected('NOTHING_TO_CORRECT');
  });

  it('refuses a receipt in the future', () => {
    given(complaintDecider, received)
      .when(correct({ field: 'RECEIVED_AT', value: plusSeconds(minute, 1) }))
      .thenRejected('RECEIVED_IN_FUTURE');
  });

  it('moves the earliest time of what followed', () => {
    const earlier = corrected({ field: 'RECEIVED_AT', before: receivedAt, after: yesterday });
    given(complaintDecider, received, earlier)
      .when(thank({ occurredAt: yesterday }))
      .thenTypes('ComplainantThanked');
  });
});
