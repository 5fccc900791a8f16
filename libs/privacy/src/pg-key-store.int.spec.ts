import { randomBytes, randomUUID } from 'node:crypto';
import { defineEvents, t } from '@redress/contracts';
import {
  type CommandAppend,
  eventLogMigration,
  type PgEventLog,
  pgEventLog,
  SubjectErasedError,
  type Unsealed,
} from '@redress/event-log';
import { personal, systemActor } from '@redress/kernel';
import { rolesOf, runMigrations, type ServiceDatabase, withTransaction } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import { pgKeyStore } from './pg-key-store.adapter.js';
import { createPrivacy } from './privacy.js';
import { DestroyedKeys1796700000000, PrivacyTables1763769600000 } from './privacy.migration.js';

const { ContactNoted } = defineEvents(
  { log: 'intake', category: 'complaint' },
  {
    ContactNoted: {
      version: 1,
      data: t.object({ words: t.personalText('complaint'), product: t.tenantText() }),
    },
  },
);

const masterKey = randomBytes(32);
const request = { tenantId: 'demo', principal: 'anna', purpose: 'CASE_HANDLING' };
let database: TestDatabase;
let keys: ServiceDatabase;
let intake: ServiceDatabase;
let log: PgEventLog;

beforeAll(async () => {
  database = await testDatabase('intake', 'privacy');
  keys = database.open('privacy');
  intake = database.open('intake');
  await runMigrations({
    connection: keys.owner,
    schema: keys.schema,
    migrations: [PrivacyTables1763769600000, DestroyedKeys1796700000000],
  });
  await runMigrations({
    connection: intake.owner,
    schema: intake.schema,
    migrations: [eventLogMigration({ logs: ['intake'] })],
  });
  log = pgEventLog({ pool: intake.writer, log: 'intake' });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

/** Privacy as one process has it: its own cache over the common store. */
const newProcess = () => createPrivacy({ keys: pgKeyStore(keys.writer), masterKey });

function contact(id: string, words: string): Unsealed {
  return {
    definition: ContactNoted,
    stream: { tenantId: 'demo', category: 'complaint', id },
    eventId: randomUUID(),
    data: { words: personal(words), product: personal(`product of ${words}`) },
  };
}

/** Seals with `privacy` and appends as the first event of a stream. */
async function record(privacy: ReturnType<typeof newProcess>, event: Unsealed): Promise<void> {
  const [sealed] = await privacy.sealer.seal([event]);
  if (!sealed) throw new Error('one event, one answer');
  const command: CommandAppend = {
    stream: event.stream,
    orderingKey: event.stream.id,
    expectedVersion: 0,
    events: [
      {
        id: event.eventId,
        type: 'ContactNoted',
        schemaVersion: 1,
        occurredAt: '2026-03-02T09:00:00.000Z',
        actor: systemActor('spec'),
        origin: 'LIVE',
        correlationId: event.eventId,
        ...sealed,
      },
    ],
  };
  const [result] = await log.append([command]);
  expect(result?.status).toBe('ok');
}

/** Every column of every table of both schemas, as text and as raw bytes. */
async function allStoredText(): Promise<string> {
  const admin = new Client(database.admin);
  await admin.connect();
  const tables = await admin.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('intake', 'privacy')`,
  );
  let everything = '';
  for (const { name } of tables.rows) {
    const { rows } = await admin.query<{ line: string }>(`select x::text as line from ${name} x`);
    everything += `${name}\n${rows.map(({ line }) => line).join('\n')}\n`;
  }
  await admin.end();
  return everything;
}

it('canaries: no stored byte shows a text, and both people can be read with their keys', async () => {
  const privacy = newProcess();
  const canaries = ['canary-alpha-7e1f', 'canary-中文-甲'];
  const ids = canaries.map(() => randomUUID());
  for (const [index, canary] of canaries.entries()) {
    await record(privacy, contact(ids[index] ?? '', canary));
  }
  const stored = await allStoredText();
  // The scan can see: ids and types stand there in clear.
  expect(stored).toContain(ids[0]);
  expect(stored).toContain('ContactNoted');
  for (const canary of canaries) {
    const bytes = Buffer.from(canary);
    for (const form of [canary, bytes.toString('hex'), bytes.toString('base64').slice(0, 16)]) {
      expect(stored).not.toContain(form);
    }
    expect(stored).not.toContain(JSON.stringify(canary).slice(1, -1));
  }
  expect(stored).not.toContain(masterKey.toString('hex'));
  const records = (await Promise.all(ids.map((id) => read(id)))).flat();
  expect(await newProcess().reveal(records, request)).toEqual(
    canaries.map((words) => ({ words: { text: words }, product: { text: `product of ${words}` } })),
  );
});

it('a destroyed key: unreadable in every process, events and counts survive, no append', async () => {
  const here = newProcess();
  const id = randomUUID();
  await record(here, contact(id, 'gone'));
  const subject = `complaint:${id}`;
  const proof = await here.destroySubject({ tenantId: 'demo', subject, by: 'dpo' });
  expect(proof.proofHash).toMatch(/^[0-9a-f]{64}$/);
  expect(await newProcess().destroySubject({ tenantId: 'demo', subject, by: 'else' })).toEqual(
    proof,
  );
  const records = await read(id);
  expect(records).toHaveLength(1);
  for (const privacy of [here, newProcess()]) {
    expect(await privacy.reveal(records, request)).toEqual([
      { words: { erased: true }, product: { text: 'product of gone' } },
    ]);
    const more = privacy.sealer.seal([contact(id, 'more')]);
    await expect(more).rejects.toThrow(SubjectErasedError);
  }
  const { rows } = await keys.writer.query(
    'select wrapped, destroyed_by, destroyed_at is not null as destroyed from subject_keys where subject = $1',
    [subject],
  );
  expect(rows).toEqual([{ wrapped: null, destroyed_by: 'dpo', destroyed: true }]);
  // Also for somebody of whom nothing was ever stored.
  await here.destroySubject({ tenantId: 'demo', subject: 'complaint:unknown', by: 'dpo' });
  await expect(newProcess().sealer.seal([contact('unknown', 'x')])).rejects.toThrow(
    SubjectErasedError,
  );
});

it('two writers that make the keys of the same people at once get the same keys', async () => {
  const ids = Array.from({ length: 40 }, () => randomUUID());
  const events = ids.map((id) => contact(id, `words of ${id}`));
  const writers = [newProcess(), newProcess(), newProcess(), newProcess()];
  const sealed = await Promise.all(
    // Opposite orders would deadlock if keys were not made in one order.
    writers.map(({ sealer }, nth) => sealer.seal(nth % 2 === 0 ? events : events.toReversed())),
  );
  const { rows } = await keys.writer.query<{ subject: string }>(
    'select subject from subject_keys where subject = any($1)',
    [ids.map((id) => `complaint:${id}`)],
  );
  expect(rows).toHaveLength(40);
  const reader = newProcess();
  for (const [nth, answers] of sealed.entries()) {
    const inOrder = nth % 2 === 0 ? answers : answers.toReversed();
    const records = inOrder.map((answer, index) => ({
      ...blankRecord(events[index] ?? contact('', '')),
      ...answer,
    }));
    const revealed = await reader.reveal(records, request);
    expect(revealed).toMatchObject(ids.map((id) => ({ words: { text: `words of ${id}` } })));
  }
});

it('keys are made in one order, so that two writers never wait for each other in a circle', async () => {
  const [a, z] = ['complaint:a', 'complaint:z'].map((subject) => ({ tenantId: 'order', subject }));
  if (!a || !z) throw new Error('two subjects');
  const candidates = [randomBytes(61), randomBytes(61)];
  const insert = 'insert into subject_keys (tenant_id, subject, wrapped) values ($1, $2, $3)';
  const both = await withTransaction(keys.writer, async (client) => {
    await client.query(insert, [a.tenantId, a.subject, candidates[0]]);
    // Asks for z first, and must still wait for a without holding z.
    const made = pgKeyStore(keys.writer).findOrCreate([z, a], [randomBytes(61), randomBytes(61)]);
    await untilSomebodyWaits();
    await client.query(insert, [z.tenantId, z.subject, candidates[1]]);
    return { made };
  });
  expect(await both.made).toEqual([
    { state: 'ACTIVE', wrapped: candidates[1] },
    { state: 'ACTIVE', wrapped: candidates[0] },
  ]);
});

it('keys are durable before the sealer answers, and wrapped by the key of their tenant', async () => {
  const event = contact(randomUUID(), 'x');
  await newProcess().sealer.seal([event]);
  const { rows } = await keys.writer.query<{ subject: string; wrapped: Buffer }>(
    'select subject, wrapped from subject_keys where subject = any($1) order by subject',
    [[`complaint:${event.stream.id}`, 'tenant-key', 'tenant:demo']],
  );
  expect(rows.map(({ subject }) => subject)).toEqual([
    `complaint:${event.stream.id}`,
    'tenant-key',
    'tenant:demo',
  ]);
  // Nonce, tag, layout and 32 bytes of key.
  expect(rows.map(({ wrapped }) => wrapped.length)).toEqual([61, 61, 61]);
  const stranger = createPrivacy({ keys: pgKeyStore(keys.writer), masterKey: randomBytes(32) });
  await expect(stranger.sealer.seal([event])).rejects.toThrow('does not belong to this key');
});

it('every look is written down: one row per subject', async () => {
  const privacy = newProcess();
  const id = randomUUID();
  await record(privacy, contact(id, 'x'));
  await privacy.reveal(await read(id), request);
  const { rows } = await keys.writer.query(
    `select tenant_id, subject, principal, purpose, fields from key_uses
     where use_no > (select max(use_no) - 2 from key_uses) order by subject`,
  );
  const who = { tenant_id: 'demo', principal: 'anna', purpose: 'CASE_HANDLING' };
  expect(rows).toEqual([
    { ...who, subject: `complaint:${id}`, fields: ['words'] },
    { ...who, subject: 'tenant:demo', fields: ['product'] },
  ]);
});

it('the audit only grows, keys are never deleted, and nobody else sees either', async () => {
  for (const change of [
    'delete from key_uses',
    "update key_uses set purpose = 'NONE'",
    'delete from subject_keys',
    'truncate subject_keys',
  ]) {
    await expect(keys.writer.query(change)).rejects.toThrow('permission denied');
  }
  for (const pool of [keys.reader, intake.reader, intake.writer]) {
    for (const table of ['subject_keys', 'key_uses']) {
      await expect(pool.query(`select from privacy.${table}`)).rejects.toThrow('permission denied');
    }
  }
  const admin = new Client(database.admin);
  await admin.connect();
  const { rows } = await admin.query(
    `select has_schema_privilege($1, 'privacy', 'usage') as writer,
            has_schema_privilege($2, 'privacy', 'usage') as owner`,
    [rolesOf('intake').writer, rolesOf('intake').owner],
  );
  await admin.end();
  expect(rows).toEqual([{ writer: false, owner: false }]);
});

const read = (id: string) => log.readStream({ tenantId: 'demo', category: 'complaint', id });

async function untilSomebodyWaits(): Promise<void> {
  const admin = new Client(database.admin);
  await admin.connect();
  for (let rows = 0; rows === 0; ) {
    const waiting = await admin.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    rows = waiting.rows.length;
  }
  await admin.end();
}

function blankRecord({ stream, eventId }: Unsealed) {
  const at = '2026-03-02T09:00:00.000Z';
  return {
    position: { log: 'intake', partition: 0, offset: 0 },
    previous: -1,
    orderingKey: stream.id,
    envelope: {
      id: eventId,
      stream,
      version: 1,
      type: 'ContactNoted',
      schemaVersion: 1,
      occurredAt: at,
      recordedAt: at,
      actor: systemActor('spec'),
      origin: 'LIVE' as const,
      correlationId: eventId,
    },
  };
}
