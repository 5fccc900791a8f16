import { partitionCount } from '@redress/event-log';
import { timestampOf } from '@redress/kernel';
import { SERVER_START_MS, type TestKafka, testKafka } from '@redress/testing';
import { eventually } from '../../test/bus-world.js';
import type { Horizon } from './horizon.js';
import { HorizonReader, horizonsTopic, startHorizonTeller } from './horizon-topic.js';
import { kafkajsClient } from './kafkajs/kafkajs-client.adapter.js';
import type { KafkaClient } from './kafka-client.port.js';
import { wantedTopics } from './topics.js';

const start = Date.UTC(2026, 0, 1);
const ends = (last: number) => Array.from({ length: partitionCount }, () => last);
const standings = (committed: number) =>
  ends(committed).map((offset, partition) => ({ log: 'intake', partition, committed: offset }));

describe('horizons over a topic', () => {
  let kafka: TestKafka;
  let client: KafkaClient;
  let topic: string;
  const problems: Error[] = [];
  const onProblem = (error: Error) => problems.push(error);

  beforeAll(async () => {
    kafka = await testKafka();
    client = kafkajsClient({ brokers: kafka.bootstrap, clientId: 'horizons' });
    topic = `${kafka.prefix}${horizonsTopic}`;
    const wanted = wantedTopics({ replicas: 1, retentionDays: 1, prefix: kafka.prefix });
    const admin = await client.openAdmin();
    for (const each of wanted) if (each.name === topic) await admin.create(each);
    await admin.close();
  }, SERVER_START_MS);

  afterAll(() => kafka.drop());

  it('what the owner tells is known to who was there, and to who comes later', async () => {
    let second = 0;
    const take = async (): Promise<Horizon[]> => {
      second += 1;
      if (second === 2) throw new Error('the database is away');
      return [{ log: 'intake', at: timestampOf(start + second), ends: ends(second) }];
    };
    const early = new HorizonReader({ client, topic, onProblem });
    const teller = startHorizonTeller({ client, topic, onProblem, take });
    const heardBy = (reader: HorizonReader, committed: number) =>
      reader.book.heardUpTo(['intake'], standings(committed));
    await eventually('the third was heard', async () => {
      return heardBy(early, 3) === timestampOf(start + 3);
    });
    await teller.stop();
    expect(problems.map(({ message }) => message)).toEqual(['the database is away']);
    const late = new HorizonReader({ client, topic, onProblem });
    await eventually('it was looked up', async () => {
      return heardBy(late, 3) === timestampOf(start + 3);
    });
    expect(heardBy(late, 2)).toBe(timestampOf(start + 1));
    await Promise.all([early.close(), late.close()]);
  });

  it('what is told of a time to come is not believed', async () => {
    problems.length = 0;
    const toCome = { log: 'triage', at: timestampOf(Date.now() + 3_600_000), ends: ends(-1) };
    const told = { log: 'triage', at: timestampOf(start), ends: ends(0) };
    const reader = new HorizonReader({ client, topic, onProblem });
    const teller = startHorizonTeller({
      client,
      topic,
      onProblem,
      take: async () => [toCome, told],
    });
    const ofTriage = standings(0).map((standing) => ({ ...standing, log: 'triage' }));
    await eventually('the one after it was heard', async () => {
      return reader.book.heardUpTo(['triage'], ofTriage) === told.at;
    });
    await Promise.all([teller.stop(), reader.close()]);
    expect(problems[0]).toMatchObject({ code: 'TOPIC_AHEAD' });
  });
});
