import { StrangeRecordError } from '../topic-record.js';
import {
  fromRiskStateMessage,
  isNewerState,
  type RiskState,
  type RiskStateRecord,
  toRiskStateMessage,
} from './risk-state.js';

const customerId = '018f2b6e-0000-7000-8000-000000000001';

const state: RiskState = {
  ...{ customerId, identities: [customerId], tier: 'T1', scorePts: 15_000, trend: 'RISING' },
  ...{ registeredAt: '2026-03-02T09:00:00.000Z', partyType: 'PERSON' },
  incidents: { reported: 1, confirmed: 0, rejected: 0 },
  ...{ brightSpots: 0, orders: 1, returns: 1, complaints: 0, foldVersion: 1 },
  seen: [{ log: 'conduct', partition: 3, offset: 17 }],
};

const record: RiskStateRecord = { tenantId: 'demo', customerId, stateVersion: 4, state };

const read = (message: ReturnType<typeof toRiskStateMessage>) =>
  fromRiskStateMessage({ ...message, partition: 3, key: Buffer.from(message.key) });

describe('a record of risk states', () => {
  it('says again what was published; without a value it is an end', () => {
    expect(read(toRiskStateMessage(record))).toEqual(record);
    const { state: _, ...erased } = record;
    const tombstone = toRiskStateMessage(erased);
    expect(tombstone.value).toBeNull();
    expect(tombstone.key).toBe(`demo/${customerId}`);
    expect(read(tombstone)).toEqual(erased);
  });

  it('may know more than its reader', () => {
    const message = toRiskStateMessage(record);
    const value = Buffer.from(JSON.stringify({ ...state, trend: 'SIDEWAYS', mood: 'fine' }));
    expect(read({ ...message, value }).state).toMatchObject({ trend: 'SIDEWAYS', mood: 'fine' });
  });

  it.each([
    ['no JSON', '{'],
    ['of another shape', JSON.stringify({ ...state, scorePts: 'many' })],
    ['of nobody', JSON.stringify({ ...state, customerId: undefined })],
  ])('that is %s is refused', (_, text) => {
    const message = { ...toRiskStateMessage(record), value: Buffer.from(text) };
    expect(() => read(message)).toThrow(StrangeRecordError);
  });

  it.each(['ce_tenant', 'ce_subject', 'ce_stateversion', 'ce_type'])('needs its %s', (name) => {
    const message = toRiskStateMessage(record);
    const headers = { ...message.headers, [name]: '' };
    expect(() => read({ ...message, headers })).toThrow(
      new StrangeRecordError('customer.risk-state.v1: the headers of a record name no state'),
    );
  });

  it('is dropped by who knows a newer one, or the same', () => {
    expect(isNewerState(undefined, record)).toBe(true);
    expect(isNewerState({ stateVersion: 3 }, record)).toBe(true);
    expect(isNewerState({ stateVersion: 4 }, record)).toBe(false);
    expect(isNewerState({ stateVersion: 5 }, record)).toBe(false);
  });
});
