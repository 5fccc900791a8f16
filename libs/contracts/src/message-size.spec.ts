import { systemActor } from '@redress/kernel';
import fc from 'fast-check';
import { messageBytes, messageValueBytes } from './message-size.js';
import { type PublishedEvent, toTopicMessage } from './topic-record.js';

const at = '2026-03-02T09:00:00.000Z';
const id = '018f2b6e-0000-7000-8000-000000000001';

const eventOf = (content: Pick<PublishedEvent, 'data' | 'sealed'>): PublishedEvent => ({
  ...content,
  position: { log: 'intake', partition: 3, offset: 17 },
  previous: 16,
  orderingKey: `demo/${id}`,
  envelope: {
    ...{ id, stream: { tenantId: 'demo', category: 'complaint', id }, version: 1 },
    ...{ type: 'ComplaintReceived', schemaVersion: 1, occurredAt: at, recordedAt: at },
    ...{ actor: systemActor('spec'), origin: 'LIVE', correlationId: id },
  },
});

const content = fc.record({
  data: fc.dictionary(
    fc.constantFrom('a', 'b'),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat()),
    {
      minKeys: 1,
    },
  ),
  sealed: fc.array(
    fc.record({ subject: fc.string(), ciphertext: fc.uint8Array({ maxLength: 400 }) }),
    { maxLength: 3 },
  ),
});

describe('the size of a message', () => {
  it('is known before the message is made, hardly ever too large and never too small', () => {
    fc.assert(
      fc.property(content, (each) => {
        const { value } = toTopicMessage(eventOf(each));
        const expected = messageValueBytes(each);
        expect(expected).toBeGreaterThanOrEqual(value.byteLength);
        expect(expected).toBeLessThanOrEqual(value.byteLength + 8 * (each.sealed.length + 1));
      }),
    );
  });

  it('counts key, value and headers', () => {
    const message = { key: '钥', value: Buffer.from('{}'), headers: { ce_id: 'ü' } };
    expect(messageBytes(message)).toBe(3 + 2 + 5 + 2);
  });
});
