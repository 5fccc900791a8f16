import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '@redress/contracts';
import { dropTo } from './network-rules.js';
import type { NemesisContext, Scenario } from './scenario.js';

/** A round of a server fault: down, then up; and the peace before the next one. */
const round = { downMs: 3_000, upMs: 5_000 };

/** F05: the partition of intake that has most. */
export const killLeader: Scenario = {
  id: 'F05',
  what: 'SIGKILL of the broker that leads the busiest partition',
  boundMs: 10_000,
  harm: (context) =>
    inRounds(context, async ({ cluster: { kafka, kafkaClient }, did }) => {
      const leader = await leaderOfBusiest(kafkaClient);
      const broker = kafka.brokers.find(({ id }) => id === leader);
      if (!broker) throw new Error(`there is no broker ${leader}`);
      await broker.kill('SIGKILL');
      await sleep(round.downMs);
      await broker.restart();
      did(`killed broker ${leader}`);
    }),
};

/** F07: nobody has the topics, and commands go on. */
export const killAllBrokers: Scenario = {
  id: 'F07',
  what: 'SIGKILL of all brokers at once',
  boundMs: 60_000,
  async harm({ cluster: { kafka }, forMs, did }) {
    await Promise.all(kafka.brokers.map((broker) => broker.kill('SIGKILL')));
    await sleep(forMs);
    await Promise.all(kafka.brokers.map((broker) => broker.restart()));
    did(`killed ${kafka.brokers.length} brokers`);
  },
};

/** F09: the truth is away. */
export const killPostgres: Scenario = {
  id: 'F09',
  what: 'SIGKILL of PostgreSQL with all of its processes',
  boundMs: 30_000,
  harm: (context) =>
    inRounds(context, async ({ cluster: { postgres }, random, did }) => {
      await postgres.kill();
      await sleep(random.between(500, round.downMs));
      await postgres.restart();
      did('killed PostgreSQL');
    }),
};

/** F16: what is there once is not there. */
export const killRedis: Scenario = {
  id: 'F16',
  what: 'SIGKILL of Redis, restarted empty, and FLUSHALL',
  boundMs: 5_000,
  harm: (context) =>
    inRounds(context, async ({ cluster: { redis }, did }) => {
      await redis.kill('SIGKILL');
      await sleep(round.downMs);
      await redis.restart();
      did('killed Redis');
      did('emptied Redis', (await ask(redis.url, 'FLUSHALL')).startsWith('+OK'));
    }),
};

/** F17: the network swallows what is sent, and says nothing. */
export const dropNetwork: Scenario = {
  id: 'F17',
  what: 'network gone: triage to PostgreSQL, then everybody to Kafka',
  boundMs: 15_000,
  async harm({ cluster: { holes, kafka }, forMs, ownNetwork, did }) {
    holes.triage.open();
    await sleep(forMs / 2);
    holes.triage.close();
    did('swallowed what went between triage and PostgreSQL (proxy)');
    if (!ownNetwork) return;
    const heal = await dropTo(kafka.bootstrap.map((address) => Number(address.split(':')[1])));
    await sleep(forMs / 2);
    await heal();
    did('dropped what went to Kafka (rule in a network namespace)');
  },
};

async function inRounds(
  context: NemesisContext,
  harm: (context: NemesisContext) => Promise<void>,
): Promise<void> {
  const until = performance.now() + context.forMs;
  for (;;) {
    await harm(context);
    // The recovery is measured from here on.
    if (performance.now() >= until) return;
    await sleep(round.upMs);
  }
}

async function leaderOfBusiest(client: NemesisContext['cluster']['kafkaClient']): Promise<number> {
  const reader = await client.openReader();
  try {
    const ranges = await reader.ranges(topicOf.intake);
    const [busiest] = [...ranges].sort(([, one], [, other]) => other.end - one.end);
    return (await reader.leaders(topicOf.intake)).get(busiest?.[0] ?? 0) ?? -1;
  } finally {
    await reader.close();
  }
}

/** One command of Redis and its answer. */
async function ask(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${command}\r\n`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}
