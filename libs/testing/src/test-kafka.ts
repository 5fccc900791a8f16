import { randomBytes } from 'node:crypto';
import { sharedServer } from './shared-server.js';

/** The broker of the run, with names that are this suite's own. */
export interface TestKafka {
  /** `host:port` of the brokers. */
  readonly bootstrap: readonly string[];
  /** In front of every topic, group and transaction name of the suite: unique on the broker. */
  readonly prefix: string;
  /** Removes topics and groups that begin with the prefix. Members must have left the groups. */
  drop(): Promise<void>;
}

/**
 * For the hooks and tests that may be the first to start a server: on a new machine Kafka is
 * fetched first, which takes longer than a test may.
 */
export const SERVER_START_MS = 300_000;

/**
 * The Kafka that the suites of a run share. Topics do not create themselves.
 *
 * ```ts
 * beforeAll(async () => { kafka = await testKafka(); }, SERVER_START_MS);
 * afterAll(() => kafka.drop());
 * ```
 *
 * @throws Error naming the ways to get a broker when there is none
 */
export async function testKafka(): Promise<TestKafka> {
  const bootstrap = await sharedBootstrap();
  const prefix = `test-${randomBytes(6).toString('hex')}-`;
  return { bootstrap, prefix, drop: () => dropAll(bootstrap, prefix) };
}

async function sharedBootstrap(): Promise<readonly string[]> {
  const answer = await sharedServer('kafka');
  if ('bootstrap' in answer && Array.isArray(answer.bootstrap)) return answer.bootstrap;
  throw new Error('This suite needs a Kafka broker: the answer is not understood');
}

async function dropAll(bootstrap: readonly string[], prefix: string): Promise<void> {
  const { Kafka, logLevel } = await import('kafkajs');
  const client = new Kafka({ brokers: [...bootstrap], logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
    if (ours.length > 0) await admin.deleteGroups(ours);
  } finally {
    await admin.disconnect();
  }
}
