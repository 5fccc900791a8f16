import type { KafkaClient, KafkaReader } from '@redress/bus';
import { recordsOn } from './topic-bytes.setup.js';

const topic = 'complaint.intake.v1';
const record = { offset: 0, key: null, value: null, headers: {} };

/** Brokers that say a partition has records up to an offset, and give one of them, after a while. */
function brokers(end: number, { emptyPages }: { readonly emptyPages: number }): KafkaClient {
  let fetches = 0;
  const reader: KafkaReader = {
    leaders: async () => new Map([[3, 1]]),
    ranges: async () => new Map([[3, { first: 0, end }]]),
    async fetch({ from }) {
      fetches += 1;
      if (fetches > 100) throw new Error('asked without end');
      return new Map(fetches > emptyPages && from.get(3) === 0 ? [[3, [record]]] : []);
    },
    close: async () => undefined,
  };
  const none = () => Promise.reject(new Error('nobody asked for this'));
  return { openReader: async () => reader, openProducer: none, openAdmin: none };
}

describe('the records on a topic', () => {
  it('are waited for', async () => {
    expect(await recordsOn(brokers(1, { emptyPages: 5 }), topic)).toEqual([record]);
  });

  it('are not waited for without end', async () => {
    const client = brokers(2, { emptyPages: 0 });
    await expect(recordsOn(client, topic)).rejects.toThrow(`${topic}/3: no record from 1 on`);
  });
});
