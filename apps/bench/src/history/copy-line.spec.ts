import type { HistoryEvent } from './history-row.js';
import { eventColumns, eventLine, streamColumns, streamLine } from './copy-line.js';

const event: HistoryEvent = {
  row: 'event',
  log: 'intake',
  partition: 3,
  offset: 7,
  streamNo: 5,
  version: 2,
  id: '018f0000-0000-8000-8000-000000000001',
  category: 'customer',
  type: 'ReviewObserved',
  schemaVersion: 1,
  occurredAt: '2024-01-01T00:00:00.000Z',
  recordedAt: '2024-01-02T00:00:00.000Z',
  correlationId: '018f0000-0000-8000-8000-000000000002',
  data: { odd: 'quote " backslash \\ tab \t line \n' },
  sealedSubjects: [],
};

describe('copy lines', () => {
  it('has a field for each column, whatever is in the data', () => {
    const line = eventLine(event);
    expect(line.endsWith('\n')).toBe(true);
    const fields = line.slice(0, -1).split('\t');
    expect(fields).toHaveLength(eventColumns.split(', ').length);
    expect(fields.slice(0, 2)).toEqual(['7', '5']);
    expect(JSON.parse((fields[10] ?? '').replaceAll('\\\\', '\\'))).toEqual(event.data);
    expect(fields.slice(-2)).toEqual(['\\N', '\\N']);
  });

  it('writes a ciphertext for each subject', () => {
    const fields = eventLine({ ...event, sealedSubjects: ['customer:a', 'customer:b'] });
    const [subjects, texts = ''] = fields.slice(0, -1).split('\t').slice(-2);
    expect(subjects).toBe('{"customer:a","customer:b"}');
    expect(texts.match(/x(5ea1)+/g)).toHaveLength(2);
  });

  it('has a field for each column of a stream', () => {
    const line = streamLine({
      ...{ row: 'stream', log: 'intake', streamNo: 5, version: 2, partition: 3 },
      ...{ tenantId: 'a\tb', category: 'customer', id: event.id, orderingKey: 'a/b' },
    });
    const fields = line.slice(0, -1).split('\t');
    expect(fields).toHaveLength(streamColumns.split(', ').length);
    expect(fields[3]).toBe('a\\tb');
  });
});
