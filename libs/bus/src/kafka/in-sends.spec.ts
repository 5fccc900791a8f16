import { messageBytes, messageValueBytesMax } from '@redress/contracts';
import fc from 'fast-check';
import { inSends, sendBytesMax } from './in-sends.js';
import { batchBytesMax } from './topics.js';

const messageOf = (bytes: number) => ({ key: 'k', value: Buffer.alloc(bytes), headers: {} });

describe('sends of a relay', () => {
  it('keep the order, lose nothing, and none is larger than a broker takes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400_000), { maxLength: 20 }), (sizes) => {
        const messages = sizes.map(messageOf);
        const sends = inSends(messages);
        expect(sends.flat()).toEqual(messages);
        for (const send of sends) {
          const bytes = send.reduce((sum, message) => sum + messageBytes(message), 0);
          expect(bytes).toBeLessThan(sendBytesMax);
          expect(send.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('have room for the largest event with its headers, and brokers for the largest send', () => {
    const headBytes = 64 * 1024;
    expect(messageValueBytesMax + headBytes).toBeLessThan(sendBytesMax);
    expect(sendBytesMax).toBeLessThan(batchBytesMax);
  });
});
