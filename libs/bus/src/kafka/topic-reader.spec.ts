import { eventually } from '../../test/bus-world.js';
import type { KafkaClient, KafkaReader } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';
import { TopicReader } from './topic-reader.js';

/** A cluster of one empty partition, which may go away. */
function clusterThatLeaves() {
  let leave: (error: Error) => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    leave = reject;
  });
  gone.catch(() => undefined);
  let isAway = false;
  const reader: KafkaReader = {
    leaders: async () => new Map([[0, 1]]),
    ranges: async () => new Map([[0, { first: 0, end: 0 }]]),
    fetch: () => gone,
    close: async () => undefined,
  };
  const unavailable = new KafkaError('BROKER_UNAVAILABLE', 'connect: no broker');
  const client: Pick<KafkaClient, 'openReader'> = {
    openReader: () => (isAway ? Promise.reject(unavailable) : Promise.resolve(reader)),
  };
  return {
    client: client as KafkaClient,
    leave() {
      isAway = true;
      leave(unavailable);
    },
  };
}

describe('a reader of a topic', () => {
  it('knows the last end of a topic whose brokers have gone', async () => {
    const { client, leave } = clusterThatLeaves();
    const reader = new TopicReader({ log: 'intake', client, onProblem: () => undefined });
    let told = 0;
    reader.onAppended(() => {
      told += 1;
    });
    await eventually('the end is followed', async () => told > 0);
    expect(reader.lastTail()).toBeUndefined();
    leave();
    await eventually('it is gone', async () => reader.lastTail() !== undefined);
    expect(reader.lastTail()).toEqual(new Map([['intake/0', -1]]));
    await reader.close();
  });
});
