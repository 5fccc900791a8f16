import { systemActor } from '@redress/kernel';
import { chainPast, historyPage, messageOfHistory, toHistoryEvent } from './log-history.js';
import { beginning } from './offset-chain.js';
import { type PublishedEvent, StrangeRecordError, toTopicMessage } from './topic-record.js';

const at = '2026-03-02T09:00:00.000Z';
const id = '018f2b6e-0000-7000-8000-000000000001';

const event = (offset: number, tenantId = 'demo'): PublishedEvent => ({
  position: { log: 'intake', partition: 3, offset },
  previous: offset - 1,
  orderingKey: `${tenantId}/${id}`,
  envelope: {
    ...{ id, stream: { tenantId, category: 'tenant', id: tenantId }, version: 1 },
    ...{ type: 'TeamAdded', schemaVersion: 1, occurredAt: at, recordedAt: at },
    ...{ actor: systemActor('suite'), origin: 'LIVE', correlationId: id },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
  data: { code: 'RETURNS', name: { sealed: `tenant:${tenantId}` } },
  sealed: [{ subject: `tenant:${tenantId}`, ciphertext: Uint8Array.of(1, 2) }],
});

const asked = { log: 'intake', partition: 3, after: -1, end: 9, tenantId: 'demo' };

describe('the history of a log', () => {
  it('has each event as its topic has it, byte for byte', () => {
    const message = toTopicMessage(event(7));
    const structured = toHistoryEvent(message);
    expect(structured).toMatchObject({
      specversion: '1.0',
      type: 'tenant.TeamAdded',
      logoffset: '7',
    });
    const { key, value, headers, partition } = messageOfHistory(3, structured);
    expect({ key: String(key), headers, partition }).toEqual({
      ...{ key: message.key, headers: message.headers, partition: 3 },
    });
    expect(String(value)).toBe(String(message.value));
  });

  it('names what is not the reader’s by its offsets, and nothing else of it', () => {
    const records = [event(0), event(1, 'other'), event(2, 'other'), event(3), event(4, 'other')];
    const page = historyPage(asked, records);
    expect(page).toMatchObject({ after: -1, upTo: 4, end: 9 });
    expect(page.items.map(({ logoffset }) => logoffset)).toEqual(['0', '3']);
    expect(page.elsewhere).toEqual([
      { from: 1, to: 2 },
      { from: 4, to: 4 },
    ]);
    expect(JSON.stringify(page)).not.toContain('other');
  });

  it('says where it ends', () => {
    const page = historyPage({ ...asked, after: 9 }, []);
    expect([page.upTo, page.end, page.items]).toEqual([9, 9, []]);
  });

  it('is followed without a gap', () => {
    const range = { after: -1, upTo: 4 };
    expect(chainPast(range, { from: 5, to: 7 })).toEqual({
      kind: 'NEXT',
      range: { after: -1, upTo: 7 },
    });
    expect(chainPast(range, { from: 2, to: 4 })).toEqual({ kind: 'REPEAT', range });
    expect(chainPast(range, { from: 6, to: 7 })).toEqual({ kind: 'HOLE', range });
    expect(chainPast(beginning, { from: 0, to: 0 }).kind).toBe('NEXT');
  });

  it.each([{}, { partitionkey: 'k' }, { partitionkey: 'k', data: {}, id: 7 }])(
    '%j is no event of it',
    (strange) => {
      expect(() => messageOfHistory(3, strange)).toThrow(StrangeRecordError);
    },
  );
});
