import type { KafkaClient, KafkaProducer } from './kafka-client.port.js';
import { ProducerPool } from './producer-pool.js';

/** A client whose producers never answer for partition 7, and refuse partition 9. */
function clientThatTells() {
  const sent: string[] = [];
  const closed: number[] = [];
  let opened = 0;
  const client: Pick<KafkaClient, 'openProducer'> = {
    async openProducer() {
      opened += 1;
      const nth = opened;
      const producer: KafkaProducer = {
        async send(_, partition) {
          if (partition === 7) await new Promise(() => undefined);
          if (partition === 9) throw new Error('refused');
          sent.push(`${nth} to ${partition}`);
        },
        close: async () => void closed.push(nth),
      };
      return producer;
    },
  };
  return { sent, closed, pool: new ProducerPool(client, () => undefined) };
}

const records = [{ key: 'k', value: null, headers: {} }];

describe('a pool of producers', () => {
  it('lets nobody wait behind a send that is not answered', async () => {
    const { sent, pool } = clientThatTells();
    void pool.send('topic', 7, records);
    await pool.send('topic', 1, records);
    await pool.send('topic', 2, records);
    expect(sent).toEqual(['2 to 1', '2 to 2']);
  });

  it('does not use a producer again that was refused', async () => {
    const { sent, closed, pool } = clientThatTells();
    await expect(pool.send('topic', 9, records)).rejects.toThrow('refused');
    await pool.send('topic', 1, records);
    expect({ sent, closed }).toEqual({ sent: ['2 to 1'], closed: [1] });
  });

  it('closes what it has, and what comes back later', async () => {
    const { closed, pool } = clientThatTells();
    await pool.send('topic', 1, records);
    const late = pool.send('topic', 2, records);
    await pool.close();
    await late;
    expect(closed).toEqual([1]);
  });
});
