import type { CustomerEvent } from '@redress/contracts';
import { type CommandMeta, personal, plusSeconds, systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import fc from 'fast-check';
import type { CustomerCommand } from './customer-command.js';
import { customerDecider } from './customer.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const earlier = '2026-02-20T09:00:00.000Z';
const id = (n: number) => `019cadc6-9a80-7000-8000-${String(n).padStart(12, '0')}`;
const meta: CommandMeta = {
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId: id(1),
};
const registered: CustomerEvent = {
  type: 'CustomerRegistered',
  occurredAt: earlier,
  data: { partyType: 'PERSON' },
};

/** A fact as a command and as the event that it becomes, told of a number, a source and a time. */
type Told = (number: string, source: string, at: string) => [CustomerCommand, CustomerEvent];

const returned: Told = (returnId, source, at) => {
  const data = { returnId, orderId: 'A-1', reason: 'TOO_SMALL', daysHeld: 3, at, source };
  return [
    { type: 'ObserveReturn', data, meta },
    { type: 'ReturnObserved', occurredAt: at, data },
  ];
};
const credit: Told = (creditId, source, at) => {
  const about = { kind: 'CHARGEBACK_LOST', severity: 3, lawfulBasis: 'CONTRACT' } as const;
  const data = { creditId, ...about, at, source };
  return [
    { type: 'ObserveCredit', data, meta },
    { type: 'CreditObserved', occurredAt: at, data },
  ];
};
const review: Told = (reviewId, source, at) => {
  const data = { reviewId, rating: 1, url: personal('https://example.com/r/1'), at, source };
  return [
    { type: 'ObserveReview', data, meta },
    { type: 'ReviewObserved', occurredAt: at, data },
  ];
};
const feeds: [string, Told][] = [
  ['a return', returned],
  ['a credit fact', credit],
  ['a review', review],
];

describe.each(feeds)('%s that a feed reports', (_, told) => {
  const [command, event] = told('N-1', 'SHOP', earlier);

  it('is a fact at its own time', () => {
    given(customerDecider, registered).when(command).then(event);
  });

  it('is counted once, because feeds repeat themselves', () => {
    given(customerDecider, registered, event).when(command).thenNothing();
    const [moved] = told('N-1', 'SHOP', plusSeconds(earlier, 60));
    given(customerDecider, registered, event).when(moved).thenNothing();
  });

  it('is another one when another system uses the same number', () => {
    const [elsewhere, there] = told('N-1', 'MARKET', earlier);
    given(customerDecider, registered, event).when(elsewhere).then(there);
  });

  it('needs a customer and lies in the past', () => {
    given(customerDecider).when(command).thenRejected('NOT_FOUND');
    const [future] = told('N-2', 'SHOP', plusSeconds(now, 1));
    given(customerDecider, registered).when(future).thenRejected('OCCURRED_IN_FUTURE');
    const [justNow, happened] = told('N-2', 'SHOP', now);
    given(customerDecider, registered).when(justNow).then(happened);
  });
});

describe('a bright spot (A24)', () => {
  const spot = {
    spotId: id(7),
    kind: 'PRAISE',
    evidenceId: id(8),
    source: 'MANUAL',
    note: personal('thanked the driver'),
  } as const;
  const record = (occurredAt?: string): CustomerCommand => ({
    type: 'RecordBrightSpot',
    data: { ...spot, ...(occurredAt ? { occurredAt } : {}) },
    meta,
  });
  const recorded = (occurredAt: string): CustomerEvent => ({
    type: 'BrightSpotRecorded',
    occurredAt,
    data: spot,
  });

  it('A24 is recorded with its evidence and its source, as of now or of when it was', () => {
    given(customerDecider, registered).when(record()).then(recorded(now));
    given(customerDecider, registered).when(record(earlier)).then(recorded(earlier));
  });

  it('A24 counts once, however often it is sent', () => {
    given(customerDecider, registered, recorded(earlier)).when(record()).thenNothing();
  });

  it('A24 needs a customer and lies in the past', () => {
    given(customerDecider).when(record()).thenRejected('NOT_FOUND');
    given(customerDecider, registered)
      .when(record(plusSeconds(now, 1)))
      .thenRejected('OCCURRED_IN_FUTURE');
  });
});

describe('a payment', () => {
  it('may be overdue and then settled: two facts under one number', () => {
    const about = {
      creditId: 'N-1',
      severity: 2,
      lawfulBasis: 'CONTRACT',
      source: 'SHOP',
    } as const;
    const overdue = { ...about, kind: 'PAYMENT_OVERDUE', at: earlier } as const;
    const settled = { ...about, kind: 'PAYMENT_SETTLED', at: earlier } as const;
    given(customerDecider, registered, {
      type: 'CreditObserved',
      occurredAt: earlier,
      data: overdue,
    })
      .when({ type: 'ObserveCredit', data: settled, meta })
      .then({ type: 'CreditObserved', occurredAt: earlier, data: settled });
  });
});

describe('feeds, in whatever order and however often they speak', () => {
  const message = fc
    .tuple(fc.nat(2), fc.constantFrom('N-1', 'N-2', 'N-3'), fc.constantFrom('SHOP', 'MARKET'))
    .map(([feed, number, source]) => ({ feed, number, source }));

  it('count every number of every source once', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        const history: CustomerEvent[] = [registered];
        for (const { feed, number, source } of messages) {
          const [, told] = feeds[feed] ?? ['', returned];
          const [command] = told(number, source, earlier);
          history.push(...given(customerDecider, ...history).when(command).events);
        }
        const keysOf = (wanted: number) =>
          messages.flatMap((m) => (m.feed === wanted ? [`${m.source}/${m.number}`] : []));
        const { state } = given(customerDecider, ...history);
        expect(state).toMatchObject({
          returns: new Set(keysOf(0)),
          credits: new Set(keysOf(1).map((key) => `${key}/CHARGEBACK_LOST`)),
          reviews: new Set(keysOf(2)),
        });
        const distinct = new Set(messages.map((each) => JSON.stringify(each)));
        expect(history).toHaveLength(1 + distinct.size);
      }),
      { numRuns: 60 },
    );
  });
});
