import { type KafkaCluster, startKafka } from '@redress/servers';
import { SERVER_START_MS } from '@redress/testing';
import { isKafkaError, type KafkaErrorCode } from './kafka.error.js';
import { kafkajsClient } from './kafkajs/kafkajs-client.adapter.js';
import { accessOf } from './topic-access.js';
import { topicPlace } from './topic-places.js';
import { applyTopics, checkTopics } from './topics.js';

jest.setTimeout(120_000);

/** Real here: a broker that takes TLS, passwords and an authorizer seriously. */
const policy = { replicas: 1, retentionDays: 14 };
const password = 'correct horse';
const names = ['operator', 'redress-intake', 'redress-triage', 'stranger'];

let cluster: KafkaCluster;
let other: { readonly ca: string };

beforeAll(async () => {
  cluster = await startKafka({
    sasl: {
      users: Object.fromEntries(names.map((name) => [name, password])),
      ...{ tls: true, superUsers: ['operator'] },
    },
  });
  // Somebody else's certificate; the broker goes at once.
  const foreign = await startKafka({ sasl: { users: {}, tls: true } });
  other = { ca: foreign.ca ?? '' };
  await foreign.stop();
  const admin = await clientOf('operator').openAdmin();
  await applyTopics(admin, policy);
  await admin.allow(accessOf({ ...policy, users: 'redress-' }));
  await admin.close();
}, SERVER_START_MS);
afterAll(() => cluster?.stop(), 60_000);

function clientOf(username: string, ca = cluster.ca ?? '') {
  return kafkajsClient({
    ...{ brokers: cluster.bootstrap, clientId: 'suite', tls: { ca: [ca] } },
    sasl: { mechanism: 'scram-sha-512', username, password },
  });
}

async function refusal(code: KafkaErrorCode, work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => undefined).catch((thrown: unknown) => thrown);
  expect([isKafkaError(error, code), String(error)]).toEqual([true, expect.any(String)]);
  // What is not retryable ends a relay, a reader or the start of a service.
  expect(error).toMatchObject({ retryable: false });
  return String(error);
}

const record = { key: 'k', value: Buffer.from('{}'), headers: {} };

describe('a broker with TLS and an authorizer (S15)', () => {
  it('lets in who trusts it and is known, and does what that one may', async () => {
    const client = clientOf('redress-intake');
    const admin = await client.openAdmin();
    await checkTopics(admin, policy);
    await admin.close();
    const producer = await client.openProducer();
    await producer.send('complaint.intake.v1', 3, [record]);
    await producer.close();
    const reader = await clientOf('redress-triage').openReader();
    const { broker } = await topicPlace(reader, 'complaint.intake.v1', 3);
    const request = { broker, maxWaitMs: 1_000, maxBytes: 100_000, from: new Map([[3, 0]]) };
    const page = await reader.fetch({ ...request, topic: 'complaint.intake.v1' });
    expect(page.get(3)).toHaveLength(1);
    await reader.close();
  });

  it('is not believed by who does not know its certificate', async () => {
    const said = await refusal('NOT_ALLOWED', clientOf('redress-intake', other.ca).openAdmin());
    expect(said).toContain('certificate');
    await refusal('NOT_ALLOWED', clientOf('redress-intake', other.ca).openReader());
    await refusal('NOT_ALLOWED', clientOf('redress-intake', other.ca).openProducer());
  });

  it('refuses what somebody may not, once and for all', async () => {
    const intake = await clientOf('redress-intake').openProducer();
    const said = await refusal('NOT_ALLOWED', intake.send('complaint.triage.v1', 3, [record]));
    expect(said).toContain('TOPIC_AUTHORIZATION_FAILED');
    await intake.close();
    const reader = await clientOf('redress-triage').openReader();
    // It may look at each topic, and read what it hears of alone.
    const { broker } = await topicPlace(reader, 'customer.restriction.v1', 3);
    const request = { broker, maxWaitMs: 100, maxBytes: 100_000, from: new Map([[3, 0]]) };
    await refusal('NOT_ALLOWED', reader.fetch({ ...request, topic: 'customer.restriction.v1' }));
    await reader.close();
  });

  it('refuses a stranger everywhere', async () => {
    await refusal('NOT_ALLOWED', clientOf('stranger').openProducer());
    const reader = await clientOf('stranger').openReader();
    await refusal('NOT_ALLOWED', reader.leaders('complaint.intake.v1'));
    await reader.close();
  });
});
