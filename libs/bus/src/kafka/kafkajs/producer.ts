import { CompressionTypes, Kafka, type KafkaConfig } from 'kafkajs';
import type { KafkaProducer, OutgoingRecord } from '../kafka-client.port.js';
import { KafkaError } from '../kafka.error.js';
import { answered, connectOrClose } from './answers.js';
import { droppableSockets } from './droppable-sockets.js';

/** Longest time of a send with all its tries, in milliseconds: below the lease of whoever sends. */
const sendMs = 7_000;

/** Longest time that a leader waits for its followers in one try, in milliseconds. */
const ackMs = 5_000;

/** A producer over connections of its own. */
export async function openProducer(config: KafkaConfig): Promise<KafkaProducer> {
  const sockets = droppableSockets();
  const producer = new Kafka({ ...config, socketFactory: sockets.factory }).producer({
    ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
    // It is asked even where a message names its partition.
    createPartitioner: () => (of) => of.message.partition ?? 0,
  });
  const close = async () => {
    sockets.drop();
    await producer.disconnect();
  };
  await connectOrClose(() => answered('connecting', sendMs, () => producer.connect()), close);
  return {
    async send(topic, partition, records) {
      const written = await answered(`${topic}/${partition}`, sendMs, () =>
        producer.send({
          ...{ topic, acks: -1, timeout: ackMs, compression: CompressionTypes.GZIP },
          messages: records.map((record) => ({ ...message(record), partition })),
        }),
      );
      // kafkajs resolves although a partition that changed its leader, or does not exist, was left out.
      const [answer, ...more] = written;
      if (more.length === 0 && answer?.partition === partition && answer.errorCode === 0) return;
      throw new KafkaError(
        'NOT_WRITTEN',
        `${topic}/${partition}: the answer is about ${JSON.stringify(written)}`,
      );
    },
    close,
  };
}

function message({ key, value, headers }: OutgoingRecord) {
  return { key, value, headers: { ...headers } };
}
