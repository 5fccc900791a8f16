import { randomBytes, randomUUID } from 'node:crypto';
import type { OutgoingRecord, TopicRecord } from '@redress/bus';
import { type LogName, topicOf } from '@redress/contracts';
import { pgEventLog } from '@redress/event-log';
import { systemActor, timestampOf } from '@redress/kernel';
import { withClient } from '@redress/postgres';
import { Pool } from 'pg';
import { endAtOnce } from '../cluster/child-processes.js';
import type { FaultCluster } from '../cluster/fault-cluster.js';
import { dumpTopics } from '../oracles/topic-dump.js';
import type { NemesisContext, Scenario } from './scenario.js';

/** Records of a partition that are published again, and how many partitions get some. */
const again = { records: 40, partitions: 12 };
const strangers = 5;

const fed: readonly LogName[] = ['intake', 'triage'];

/** F20: a relay that was thought dead goes on, and the journal forgets how far it was. */
export const duplicate: Scenario = {
  id: 'F20',
  what: 'the ends of topics published again, the journal read from the beginning',
  boundMs: 5_000,
  async harm(context) {
    await publishAgain(context, (records) => records);
    const { cluster, did } = context;
    const moved = await withClient(cluster.postgres.connection, (client) =>
      client.query(
        `update analytics.checkpoints set off = -1, epoch = epoch + 1, owner = null
         where consumer = 'analytics.journal'`,
      ),
    );
    did(`set ${moved.rowCount} checkpoints of the journal back`, (moved.rowCount ?? 0) > 0);
  },
};

/** F21: old news comes late and in another order. */
export const reorder: Scenario = {
  id: 'F21',
  what: 'the ends of topics published again in another order',
  boundMs: 5_000,
  harm: (context) => publishAgain(context, (records) => context.random.shuffled(records)),
};

async function publishAgain(
  { cluster: { kafkaClient }, random, did }: NemesisContext,
  arranged: (records: readonly TopicRecord[]) => readonly TopicRecord[],
): Promise<void> {
  const dump = await dumpTopics(kafkaClient);
  const filled = [...dump]
    .filter(([place]) => fed.some((log) => place.startsWith(`${log}/`)))
    .map(([place, records]) => [place, records.filter(isOurs)] as const)
    .filter(([, records]) => records.length > 1);
  const chosen = random.shuffled(filled).slice(0, again.partitions);
  let published = 0;
  for (const [place, records] of chosen) {
    const tail = records.slice(-random.between(2, again.records));
    await publish(kafkaClient, place, arranged(tail).map(outgoing));
    published += tail.length;
  }
  did(`published ${published} records of ${chosen.length} partitions again`, published > 0);
}

/** F22: what nobody wrote, and what nobody can read. */
export const poison: Scenario = {
  id: 'F22',
  what: 'records of nobody on topics; events that fit no schema under one key',
  boundMs: 5_000,
  async harm({ cluster, random, did, remains }) {
    const places = Array.from({ length: strangers }, () => `intake/${random.between(0, 15)}`);
    for (const place of places) {
      const records = [garbage(random.between(1, 2_000)), foreign(), nulls()];
      await publish(cluster.kafkaClient, place, records);
      remains.strangeRecords += records.length;
    }
    did(`wrote ${3 * strangers} records of nobody`);
    // Whoever takes a partition over looks at the end of its topic, where they stand.
    for (const pid of await cluster.product.processesOf('intake')) endAtOnce(pid);
    const key = await appendUnreadable(cluster);
    remains.poison.push({ key, events: 2, groups: ['triage.cases'] });
    did(`appended what fits no schema, and what waits behind it, under ${key}`);
  },
};

/** Not one that an earlier fault has put there. */
function isOurs({ headers }: TopicRecord): boolean {
  return /^\d+$/.test(headers['ce_logoffset'] ?? '');
}

function outgoing({ key, value, headers }: TopicRecord): OutgoingRecord {
  return { key: String(key), value: value ?? Buffer.alloc(0), headers };
}

function garbage(bytes: number): OutgoingRecord {
  return { key: 'garbage', value: randomBytes(bytes), headers: {} };
}

/** An event of a system that is not ours. */
function foreign(): OutgoingRecord {
  const headers = { ce_specversion: '1.0', ce_id: randomUUID(), ce_type: 'order.placed' };
  return { key: '__proto__', value: Buffer.from('{"__proto__":{"admin":true}}'), headers };
}

/** What looks like ours, and says where it stands in no log. */
function nulls(): OutgoingRecord {
  const headers = { ce_logoffset: 'NaN', ce_prevoffset: '', ce_dataschema: 'urn:redress::' };
  return { key: '', value: Buffer.alloc(0), headers };
}

async function publish(
  client: FaultCluster['kafkaClient'],
  place: string,
  records: readonly OutgoingRecord[],
): Promise<void> {
  const [log, partition] = place.split('/');
  const producer = await client.openProducer();
  try {
    await producer.send(topicOf[log as LogName], Number(partition), records);
  } finally {
    await producer.close();
  }
}

/**
 * Two events of one tenant past all checks of the product: one that fits no schema, and behind it one
 * that has to wait for it. Answers their key.
 */
async function appendUnreadable({ postgres }: FaultCluster): Promise<string> {
  const tenantId = `poison-${randomUUID().slice(0, 8)}`;
  const orderingKey = `${tenantId}/${tenantId}`;
  const pool = new Pool({ ...postgres.connection, max: 2, options: '-c search_path=intake' });
  const log = pgEventLog({ pool, log: 'intake' });
  try {
    for (const [expectedVersion, data] of [unreadable, readable].entries()) {
      const [result] = await log.append([
        {
          ...{ orderingKey, expectedVersion },
          stream: { tenantId, category: 'tenant', id: tenantId },
          events: [tenantCreated(data)],
        },
      ]);
      if (result?.status !== 'ok') throw new Error(`the poison was answered ${result?.status}`);
    }
    return orderingKey;
  } finally {
    await log.close();
    await pool.end();
  }
}

const unreadable = { name: 17, zone: ['nowhere'] };
const readable = { name: 'Acme', zone: 'Asia/Shanghai', language: 'en', currency: 'CNY' };

function tenantCreated(data: object) {
  return {
    ...{ id: randomUUID(), type: 'TenantCreated', schemaVersion: 1, origin: 'LIVE' as const },
    occurredAt: timestampOf(Date.now()),
    actor: systemActor('nemesis'),
    correlationId: randomUUID(),
    data,
    sealed: [],
  };
}
