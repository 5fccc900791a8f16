import type { CustomerEvent } from '@redress/contracts';
import { type CommandMeta, personal, plusSeconds, systemActor } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type {
  ObserveTransaction,
  RecordPurchaseHistory,
  RegisterCustomer,
  Transaction,
} from './customer-command.js';
import { customerDecider } from './customer.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const meta: CommandMeta = {
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId: '019cadc6-9a80-7000-8000-000000000001',
};

const customer = {
  partyType: 'ORGANISATION',
  name: personal('North Bank'),
  source: 'CRM',
  externalRef: '4711',
} as const;
const register: RegisterCustomer = { type: 'RegisterCustomer', data: customer, meta };
const registered: CustomerEvent = { type: 'CustomerRegistered', occurredAt: now, data: customer };

const order = (orderId: string, at: string, source = 'SHOP'): Transaction => ({
  orderId,
  units: 2,
  amountMinor: 1_990,
  currency: 'CNY',
  at,
  source,
});
const observe = (data: Transaction): ObserveTransaction => ({
  type: 'ObserveTransaction',
  data,
  meta,
});
const observed = (data: Transaction): CustomerEvent => ({
  type: 'TransactionObserved',
  occurredAt: data.at,
  data,
});
const january = order('A-1', '2026-01-05T08:00:00.000Z');
const february = order('A-2', '2026-02-05T08:00:00.000Z');

describe('a customer', () => {
  it('C3 is a person or an organisation, registered once', () => {
    given(customerDecider).when(register).then(registered);
    given(customerDecider, registered).when(register).thenRejected('ALREADY_EXISTS');
  });

  it('reserves the reference of another system, where there is one', () => {
    const reserveOf = (command: RegisterCustomer) =>
      customerDecider.decide(command, customerDecider.initialState);
    expect(reserveOf(register)).toMatchObject({
      reserve: [{ kind: 'customer-ref', key: 'CRM/4711' }],
    });
    const own = { ...register, data: { partyType: 'PERSON' } } as const;
    expect(reserveOf(own)).toMatchObject({ reserve: [] });
  });
});

describe('a transaction (D7)', () => {
  it('is observed at the time when it happened', () => {
    given(customerDecider, registered).when(observe(january)).then(observed(january));
  });

  it('is counted once: feeds of shop systems repeat themselves', () => {
    given(customerDecider, registered, observed(january)).when(observe(january)).thenNothing();
  });

  it('is another one when another system uses the same number', () => {
    const elsewhere = order(january.orderId, january.at, 'MARKET');
    given(customerDecider, registered, observed(january))
      .when(observe(elsewhere))
      .then(observed(elsewhere));
  });

  it('needs a customer and lies in the past', () => {
    given(customerDecider).when(observe(january)).thenRejected('NOT_FOUND');
    given(customerDecider, registered)
      .when(observe(order('A-3', plusSeconds(now, 1))))
      .thenRejected('OCCURRED_IN_FUTURE');
  });
});

describe('a history of purchases (D14)', () => {
  const record = (...purchases: Transaction[]): RecordPurchaseHistory => ({
    type: 'RecordPurchaseHistory',
    data: { source: 'SHOP', externalRef: 'shop:1', purchases },
    meta,
  });
  const asPerson = (occurredAt: string): CustomerEvent => ({
    type: 'CustomerRegistered',
    occurredAt,
    data: { partyType: 'PERSON', source: 'SHOP', externalRef: 'shop:1' },
  });

  it('registers the customer as of the first purchase, in whatever order they are listed', () => {
    given(customerDecider)
      .when(record(february, january))
      .then(asPerson(january.at), observed(february), observed(january));
  });

  it('registers a customer without purchases as of now', () => {
    given(customerDecider).when(record()).then(asPerson(now));
  });

  it('adds only what is new, within the list and to what is known', () => {
    given(customerDecider, asPerson(january.at), observed(january))
      .when(record(january, february, february))
      .then(observed(february));
    given(customerDecider, asPerson(january.at), observed(january))
      .when(record(january))
      .thenNothing();
  });

  it('is refused whole when one purchase lies in the future', () => {
    given(customerDecider)
      .when(record(january, order('A-3', plusSeconds(now, 1))))
      .thenRejected('OCCURRED_IN_FUTURE');
  });

  it('reserves the reference only when it registers', () => {
    const { initialState } = customerDecider;
    const known = given(customerDecider, asPerson(january.at)).state;
    expect(customerDecider.decide(record(january), initialState)).toMatchObject({
      reserve: [{ kind: 'customer-ref', key: 'SHOP/shop:1' }],
    });
    expect(customerDecider.decide(record(january), known)).not.toHaveProperty('reserve');
  });
});
