import { setTimeout as sleep } from 'node:timers/promises';
import { isKafkaError, kafkajsClient, type KafkaClient, KafkaError } from '@redress/bus';
import { createLogger } from '@redress/observability';
import { SERVER_START_MS, type TestKafka, testKafka } from '@redress/testing';
import { openPlatformBus } from './platform-bus.js';

jest.setTimeout(60_000);

describe('a platform whose events go over topics', () => {
  const logger = createLogger({ name: 'suite', level: 'silent' });
  const absent = kafkajsClient({ brokers: ['127.0.0.1:9'], clientId: 'suite' });
  let kafka: TestKafka;
  let present: KafkaClient;

  beforeAll(async () => {
    kafka = await testKafka();
    present = kafkajsClient({ brokers: kafka.bootstrap, clientId: 'suite' });
  }, SERVER_START_MS);
  afterAll(() => kafka?.drop());

  const topics = () => ({ replicas: 1, retentionDays: 14, prefix: `${kafka.prefix}nobody-made.` });

  it('refuses to start on topics that are not its own', async () => {
    const bus = { client: present, topics: topics() };
    const opening = openPlatformBus(bus, [], { logger, fail: () => undefined });
    await expect(opening).rejects.toMatchObject({ code: 'TOPIC_DIFFERS' });
  });

  it('starts while no broker answers, and fails when one does whose topics are not its own', async () => {
    let tries = 0;
    const late: KafkaClient = {
      ...present,
      openAdmin: () => (tries++ === 0 ? absent : present).openAdmin(),
    };
    const failed = await new Promise<Error>((resolve, reject) => {
      openPlatformBus({ client: late, topics: topics() }, [], { logger, fail: resolve })
        .then((bus) => failing.push(() => bus.close()))
        .catch(reject);
    });
    await Promise.all(failing.map((close) => close()));
    expect(isKafkaError(failed, 'TOPIC_DIFFERS')).toBe(true);
  });
  const failing: (() => Promise<void>)[] = [];

  it('says once that no broker answers, without a stack, however often it tries', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    let tries = 0;
    const away: KafkaClient = {
      ...absent,
      openAdmin() {
        tries += 1;
        return Promise.reject(new KafkaError('BROKER_UNAVAILABLE', 'away'));
      },
    };
    const bus = await openPlatformBus({ client: away, topics: topics() }, [], {
      ...{ logger: createLogger({ name: 'suite', level: 'info', destination }) },
      fail: (reason) => expect(reason).toBeUndefined(),
    });
    while (tries < 3) await sleep(50);
    await bus.close();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ code: 'BROKER_UNAVAILABLE', reason: 'away', times: 1 }),
    ]);
    expect(lines.join()).not.toContain('stack');
  });

  it('can be stopped while no broker answers', async () => {
    const bus = await openPlatformBus({ client: absent, topics: topics() }, [], {
      ...{ logger, fail: (reason) => expect(reason).toBeUndefined() },
    });
    await bus.close();
  });
});
