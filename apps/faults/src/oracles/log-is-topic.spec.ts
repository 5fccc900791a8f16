import type { TopicRecord } from '@redress/bus';
import { toTopicMessage } from '@redress/contracts';
import { systemActor, timestampOf } from '@redress/kernel';
import { differences, hashOf } from './log-is-topic.js';

const at = timestampOf(Date.UTC(2026, 2, 1));
const message = (nth: number) =>
  toTopicMessage({
    ...{ previous: nth - 1, orderingKey: 'demo/c1', data: { nth }, sealed: [] },
    position: { log: 'intake', partition: 0, offset: nth },
    envelope: {
      ...{ id: `e${nth}`, type: 'ContactLogged', schemaVersion: 1, version: nth + 1 },
      stream: { tenantId: 'demo', category: 'complaint', id: 'c1' },
      ...{ occurredAt: at, recordedAt: at, origin: 'LIVE', correlationId: 'k' },
      actor: systemActor('suite'),
    },
  });
const hashes = new Map([0, 1].map((nth) => [nth, hashOf(message(nth).key, message(nth))]));
const record = (nth: number, offset: number): TopicRecord => ({
  ...{ offset, key: Buffer.from(message(nth).key), value: message(nth).value },
  headers: message(nth).headers,
});
const compared = (...records: TopicRecord[]) =>
  differences('intake/0', { hashes, end: 1 }, records);

describe('a topic against its log (I4)', () => {
  it('is the same, repeats and all', () => {
    expect(compared(record(0, 0), record(1, 1), record(1, 2))).toEqual({
      problems: [],
      strange: 0,
    });
  });

  it('may lack what came after the end that was looked at', () => {
    expect(differences('intake/0', { hashes, end: 0 }, [record(0, 0)]).problems).toEqual([]);
  });

  it('differs by a loss, a byte, an event of another log; what is nobody’s is counted', () => {
    expect(compared(record(0, 0)).problems).toEqual(['intake/0: 1 is not on the topic']);
    const other = { ...record(1, 1), value: Buffer.from('{"nth":2}') };
    expect(compared(record(0, 0), other).problems).toEqual(['intake/0: 1 says another thing']);
    expect(compared(record(0, 0), record(1, 1), record(2, 2)).problems).toEqual([
      'intake/0: the log has no 2',
    ]);
    const nobodys: TopicRecord = { offset: 3, key: null, value: null, headers: {} };
    expect(compared(record(0, 0), record(1, 1), nobodys)).toEqual({ problems: [], strange: 1 });
  });
});
