import { Kafka, logLevel } from 'kafkajs';
import { SERVER_START_MS, type TestKafka, testKafka } from './test-kafka.js';

// Real here: the broker of the run.

let kafka: TestKafka;

beforeAll(async () => {
  kafka = await testKafka();
}, SERVER_START_MS);

afterAll(() => kafka.drop());

describe('the Kafka of a test run', () => {
  it('keeps a record and gives it back', async () => {
    const topic = `${kafka.prefix}records`;
    const client = new Kafka({ brokers: [...kafka.bootstrap], logLevel: logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false });
    // A broker knows a moment later that it leads the partition; kafkajs would give up on that.
    for (let tries = 1; tries <= 40; tries += 1) {
      const isLed = await admin.fetchTopicOffsets(topic).then(
        () => true,
        () => false,
      );
      if (isLed) break;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await admin.disconnect();
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'case-1', value: 'opened' }] });
    await producer.disconnect();
    const consumer = client.consumer({ groupId: `${kafka.prefix}readers` });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const record = await new Promise((resolve) => {
      void consumer.run({
        eachMessage: async ({ message }) => resolve([`${message.key}`, `${message.value}`]),
      });
    });
    await consumer.disconnect();
    expect(record).toEqual(['case-1', 'opened']);
  });
});
