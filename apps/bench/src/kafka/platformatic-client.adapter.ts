import type { ProduceResult } from '@platformatic/kafka';
import { type KafkaAddress, type KafkaClient, KafkaError, type OutgoingRecord } from '@redress/bus';

/**
 * Writes through @platformatic/kafka behind the seam of the product, by the same rules: idempotent,
 * all replicas, gzip, one send at a time, the answer compared. It reads and administers as `others`.
 */
export function platformaticClient(
  { brokers, clientId }: Pick<KafkaAddress, 'brokers' | 'clientId'>,
  others: KafkaClient,
): KafkaClient {
  return {
    openReader: () => others.openReader(),
    openAdmin: () => others.openAdmin(),
    async openProducer() {
      // Here, because it wants a younger Node than the product does.
      const { Producer } = await import('@platformatic/kafka');
      const producer = new Producer({
        ...{ clientId, bootstrapBrokers: [...brokers] },
        // Fewer than two would be taken for no end of tries.
        ...{ idempotent: true, retries: 3, autocreateTopics: false },
      });
      return {
        async send(topic, partition, records) {
          const sent: Promise<ProduceResult> = producer.send({
            ...{ acks: -1, compression: 'gzip', idempotent: true },
            messages: records.map((record) => messageOf(topic, partition, record)),
          });
          const { offsets = [] } = await sent;
          const [answer, ...more] = offsets;
          if (more.length === 0 && answer?.topic === topic && answer.partition === partition)
            return;
          throw new KafkaError('NOT_WRITTEN', `${topic}/${partition}: the answer is about others`);
        },
        close: () => producer.close(),
      };
    },
  };
}

function messageOf(topic: string, partition: number, { key, value, headers }: OutgoingRecord) {
  return {
    ...{ topic, partition, key: Buffer.from(key) },
    ...(value === null ? {} : { value }),
    headers: new Map(
      Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
    ),
  };
}
