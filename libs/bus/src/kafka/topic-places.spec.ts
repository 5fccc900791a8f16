import type { KafkaReader, TopicRecord } from './kafka-client.port.js';
import { lastOffset } from './topic-places.js';

const place = { topic: 'complaint.intake.v1', partition: 3 };

const ours = (nth: number) => ({
  ce_id: `e${nth}`,
  ce_dataschema: 'urn:redress:intake:complaint.ContactLogged:1',
  ce_subject: 'c1',
  ce_time: '2026-03-01T09:00:00.000Z',
  ce_recordedat: '2026-03-01T09:00:00.000Z',
  ce_tenant: 'demo',
  ce_partitionkey: 'demo/c1',
  ce_logoffset: String(nth),
  ce_prevoffset: String(nth - 1),
  ce_streamversion: '1',
  ce_actor: 'SYSTEM:system:suite',
  ce_origin: 'LIVE',
  ce_correlation: 'k1',
});
const strange = { ce_logoffset: 'NaN' };

/** What a broker would answer that hands out two records at a time. */
function readerOf(records: readonly Readonly<Record<string, string>>[]) {
  const all = records.map(
    (headers, offset): TopicRecord => ({ offset, key: null, value: Buffer.from('{}'), headers }),
  );
  const asked: number[] = [];
  const fetch: KafkaReader['fetch'] = async ({ from }) => {
    const at = from.get(place.partition) ?? 0;
    asked.push(at);
    return new Map([[place.partition, all.slice(at, at + 2)]]);
  };
  const range = { first: 0, end: all.length };
  const last = () => lastOffset({ fetch } as KafkaReader, place, { broker: 1, range });
  return { asked, last };
}

describe('the end of a topic', () => {
  it('is its last record, found at one look', async () => {
    const reader = readerOf([0, 1, 2].map(ours));
    expect(await reader.last()).toBe(2);
    expect(reader.asked).toEqual([2]);
  });

  it('is behind whatever somebody else has written there (F22)', async () => {
    for (const strangers of [1, 2, 3, 7]) {
      const records = [ours(0), ours(1), ...Array.from({ length: strangers }, () => strange)];
      expect([strangers, await readerOf(records).last()]).toEqual([strangers, 1]);
    }
    expect(await readerOf([ours(0), strange, ours(1), strange]).last()).toBe(1);
  });

  it('is nowhere where nothing is ours', async () => {
    expect(await readerOf([]).last()).toBe(-1);
    expect(await readerOf([strange, strange, strange]).last()).toBe(-1);
  });
});
