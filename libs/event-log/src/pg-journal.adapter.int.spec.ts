import { runMigrations } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { eventLogMigration } from './event-log.migration.js';
import type { LogRecord } from './event-log.port.js';
import { command, event, sleep, tenantId } from '../test/log-fixture.js';
import { journalMigration } from './journal.migration.js';
import { type JournalRecord, sourceOf } from './journal.port.js';
import { partitionOf } from './partition.js';
import { type PgEventLog, pgEventLog } from './pg-event-log.adapter.js';
import { type PgJournal, pgJournal } from './pg-journal.adapter.js';
import { pgTransactions } from './pg-transactions.js';

/** Real: PostgreSQL, two logs of one service and the journal of another. */
let database: TestDatabase;
let triage: PgEventLog;
let conduct: PgEventLog;
let journal: PgJournal;
let transactions: ReturnType<typeof pgTransactions>;

beforeEach(async () => {
  database = await testDatabase('triage', 'analytics');
  const [source, target] = [database.open('triage'), database.open('analytics')];
  const logs = ['triage', 'conduct'];
  await runMigrations({
    connection: source.owner,
    schema: source.schema,
    migrations: [eventLogMigration({ logs })],
  });
  await runMigrations({
    connection: target.owner,
    schema: target.schema,
    migrations: [journalMigration()],
  });
  triage = pgEventLog({ pool: source.writer, log: 'triage' });
  conduct = pgEventLog({ pool: source.writer, log: 'conduct' });
  journal = pgJournal({ pool: target.writer });
  transactions = pgTransactions(target.writer);
});

afterEach(async () => {
  await Promise.all([triage.close(), conduct.close(), journal.close()]);
  await database.drop();
});

const orderingKey = `${tenantId}/one-case`;
const partition = partitionOf(orderingKey);

/** Appends events of several streams to one partition and reads them back. */
async function recorded(log: PgEventLog, streams: number, each = 2): Promise<LogRecord[]> {
  const commands = Array.from({ length: streams }, () => command({ orderingKey, count: each }));
  for (const result of await log.append(commands)) expect(result.status).toBe('ok');
  return log.readPartition(partition, -1, 5_000);
}

const copy = (records: readonly LogRecord[]) => transactions.run((tx) => journal.copy(records, tx));

const offsets = (records: readonly LogRecord[]) => records.map(({ position }) => position.offset);

describe('the journal in PostgreSQL', () => {
  it('keeps the whole envelope, data and ciphertexts of every record, and where it came from', async () => {
    const records = await recorded(triage, 3);
    expect(await copy(records)).toEqual({ copied: 6, end: 5 });

    const copied = await journal.readPartition(partition, -1, 100);
    expect(copied).toEqual(
      records.map((record) => ({
        ...record,
        position: { ...record.position, log: 'journal' },
        source: record.position,
      })),
    );
    expect(copied.map(sourceOf)).toEqual(records.map(sourceOf));
    const { stream } = copied[2]?.envelope ?? {};
    expect(stream && (await journal.readStream(stream))).toEqual(copied.slice(2, 4));
  });

  it('reads the streams of many ids at once, whole and in order, without their ciphertexts', async () => {
    await copy(await recorded(triage, 3));
    await copy(await recorded(conduct, 1));
    const copied = await journal.readPartition(partition, -1, 100);
    const streams = copied.map(({ envelope }) => envelope.stream);
    const ids = [streams[0]?.id ?? '', streams[6]?.id ?? '', 'nobody'];
    const categories = [streams[0]?.category ?? ''];
    const read = await journal.readStreams({ tenantId, categories, ids });
    const wanted = copied.filter(({ envelope }) => ids.includes(envelope.stream.id));
    expect(wanted).toHaveLength(4);
    expect(new Set(read)).toEqual(new Set(wanted.map((each) => ({ ...each, sealed: [] }))));
    expect(read.map(({ envelope }) => envelope.version)).toEqual([1, 2, 1, 2]);
    const types = [copied[0]?.envelope.type ?? ''];
    const whole = { tenantId, categories, ids, types, typesWithoutData: [] };
    const bare = await journal.readBareStreams(whole);
    expect(bare).toEqual(
      read.map(({ envelope, source, data }) => {
        const { stream, version, type, schemaVersion, occurredAt, recordedAt, origin } = envelope;
        return {
          ...{ source, stream, version, type, schemaVersion, occurredAt, recordedAt, origin },
          data,
        };
      }),
    );
    expect(await journal.readBareStreams({ ...whole, types: ['Other'] })).toEqual([]);
    const empty = await journal.readBareStreams({ ...whole, typesWithoutData: types });
    expect(empty).toEqual(bare.map((each) => ({ ...each, data: null })));
    expect(await journal.readStreams({ tenantId: 'other', categories, ids })).toEqual([]);
    expect(await journal.tenants()).toEqual([tenantId]);
  });

  it('keeps data and ciphertexts byte for byte', async () => {
    await copy(await recorded(triage, 2));
    const bytes = (schema: string, log: string) => `
      select encode(sha256(convert_to(string_agg(
        concat_ws('|', data::text, meta::text, sealed_subjects::text, sealed_texts::text),
        '||' order by off), 'UTF8')), 'hex') as digest from ${schema}.${log}_events`;
    const reader = database.open('triage');
    const source = await reader.writer.query<{ digest: string }>(bytes('triage', 'triage'));
    const target = await database
      .open('analytics')
      .writer.query<{ digest: string }>(bytes('analytics', 'journal'));
    expect(target.rows).toEqual(source.rows);
  });

  it('copies once what is delivered again, alone or with later records', async () => {
    const first = await recorded(triage, 2);
    await copy(first);
    const all = await recorded(triage, 1);
    expect(await copy(first)).toEqual({ copied: 0, end: 3 });
    expect(await copy(all)).toEqual({ copied: 2, end: 5 });
    const copied = await journal.readPartition(partition, -1, 100);
    expect(copied.map((record) => sourceOf(record).offset)).toEqual(offsets(all));
    expect(await journal.copied()).toEqual(new Map([[`triage/${partition}`, 5]]));
  });

  it('copies once what two members copy at the same time', async () => {
    const records = await recorded(triage, 10);
    const results = await Promise.all([copy(records), copy(records), copy(records)]);
    expect(results.map(({ copied }) => copied).sort((a, b) => a - b)).toEqual([0, 0, 20]);
    expect(offsets(await journal.readPartition(partition, -1, 100))).toHaveLength(20);
  });

  it('is dense and keeps the order of each source while several are copied and some roll back', async () => {
    const [fromTriage, fromConduct] = [await recorded(triage, 20), await recorded(conduct, 20)];
    const copyAll = async (records: readonly LogRecord[]) => {
      for (let from = 0; from < records.length; from += 3) {
        const batch = records.slice(from, from + 3);
        const failing = transactions.run(async (tx) => {
          await journal.copy(batch, tx);
          throw new Error('lost the partition');
        });
        await expect(failing).rejects.toThrow('lost the partition');
        await copy(batch);
      }
    };
    await Promise.all([copyAll(fromTriage), copyAll(fromConduct)]);

    const copied = await journal.readPartition(partition, -1, 100);
    expect(offsets(copied)).toEqual(Array.from({ length: 80 }, (_, offset) => offset));
    const from = (log: string, records: readonly JournalRecord[]) =>
      records.filter(({ source }) => source.log === log).map(({ source }) => source.offset);
    expect(from('triage', copied)).toEqual(offsets(fromTriage));
    expect(from('conduct', copied)).toEqual(offsets(fromConduct));
    expect(await journal.tail()).toEqual(new Map([[`journal/${partition}`, 79]]));
  });

  it('refuses a batch behind a hole, and a batch with one, and keeps nothing of it', async () => {
    const records = await recorded(triage, 4);
    await expect(copy(records.slice(1))).rejects.toThrow(/a record is missing.*follows 0/);
    await expect(copy(records.filter((_, nth) => nth !== 2))).rejects.toThrow(
      'a record is missing',
    );
    expect(await journal.tail()).toEqual(new Map());
  });

  it('refuses records of two sources in one batch, and nothing', async () => {
    const two = [...(await recorded(triage, 1)), ...(await recorded(conduct, 1))];
    await expect(copy(two)).rejects.toThrow(RangeError);
    await expect(copy([])).rejects.toThrow(RangeError);
  });

  it('copies types and versions that nobody here knows', async () => {
    const unknown = { ...event(), type: 'NotYetInvented', schemaVersion: 77 };
    await triage.append([command({ orderingKey, events: [unknown] })]);
    await copy(await triage.readPartition(partition, -1, 10));
    const [copied] = await journal.readPartition(partition, -1, 10);
    expect(copied?.envelope).toMatchObject({ type: 'NotYetInvented', schemaVersion: 77 });
  });

  it('wakes readers after the commit, not before', async () => {
    const heard: number[] = [];
    const unsubscribe = journal.onAppended((woken) => heard.push(woken));
    // The connection that listens wakes every partition once when it is ready.
    while (heard.length < 16) await sleep(5);
    heard.length = 0;
    const records = await recorded(triage, 1);
    await transactions.run(async (tx) => {
      await journal.copy(records, tx);
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual([partition]);
    unsubscribe();
  });

  it('cannot be written in any other way', async () => {
    await expect(journal.append()).rejects.toThrow('nothing is appended to a journal');
    const { writer, reader } = database.open('analytics');
    await copy(await recorded(triage, 1));
    await expect(writer.query('delete from journal_events')).rejects.toThrow('permission denied');
    await expect(writer.query('update journal_sources set off = 7')).rejects.toThrow(
      'permission denied',
    );
    await expect(reader.query('select * from journal_events')).rejects.toThrow('permission denied');
  });
});
