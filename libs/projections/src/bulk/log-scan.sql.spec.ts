import { defineEvents, t } from '@redress/contracts';
import { tallyEvents, tallyProjection } from '../../test/tally-projection.js';
import { type Projection, reading } from '../index.js';
import { copyEvents, copyStreams, partitionsOf } from './log-scan.sql.js';

const tally = tallyProjection as Projection;
const range = { upTo: { 3: 41, 1: 7, 2: -1 } };

const originOfMeta =
  `case when strpos(e.meta::text, '"origin":"LIVE"') > 0 then 'LIVE' ` +
  `when strpos(e.meta::text, '"origin":"IMPORT"') > 0 then 'IMPORT' ` +
  `when strpos(e.meta::text, '"origin":"DRILL"') > 0 then 'DRILL' else e.meta ->> 'origin' end`;

/** A statement without its line breaks. */
const flat = (statement: string) => statement.replace(/\s+/g, ' ');

describe('the scan of a log', () => {
  it('reads what is declared as it lies on disk, and of everything else the place', () => {
    expect(flat(copyEvents(tally, range))).toBe(
      'copy ( select e.partition, e.off, w.* from intake_events e left join lateral ( ' +
        'select e.stream_no, e.off as source_off, e.version, e.schema_version, e.type, ' +
        `e.occurred_at, e.recorded_at, ${originOfMeta} as meta, ` +
        "case when e.type in ('PointsGiven') then e.data end as data " +
        "where e.type in ('PointsGiven', 'PointsCleared') offset 0 ) w on true " +
        "where e.off <= ('{-1,7,-1,41}'::bigint[])[e.partition + 1] ) to stdout",
    );
    expect(partitionsOf(range)).toEqual([1, 3]);
  });

  it('reads the actor where it is declared, and the offsets of the source from a journal', () => {
    const statement = flat(copyEvents({ ...tally, log: 'journal', readsActor: true }, range));
    expect(statement).toContain('select e.stream_no, e.source_off as source_off,');
    expect(statement).toContain('e.recorded_at, e.meta as meta,');
    expect(statement).toContain('from journal_events e');
    expect(flat(copyStreams({ ...tally, log: 'journal' }, range))).toBe(
      'copy ( select stream_no, source_log, tenant_id, category, stream_id ' +
        'from journal_streams where partition in (1, 3) ) to stdout',
    );
    expect(copyStreams(tally, range)).toContain("select stream_no, 'intake', tenant_id");
  });

  it('reads the data of events of which any field is declared', () => {
    const all = [reading(tallyEvents.PointsGiven, ['points'])];
    expect(copyEvents({ ...tally, events: all }, range)).toContain(', e.data as data');
    expect(copyEvents({ ...tally, events: tally.events.slice(1) }, range)).toContain(
      'null as data',
    );
  });

  it('passes over what is left out, and holds its place', () => {
    const statement = flat(copyEvents(tally, { ...range, leftOut: { 1: [4, 6], 3: [40] } }));
    expect(statement).toContain(
      "where e.type in ('PointsGiven', 'PointsCleared') and not (e.partition = 1 and e.off in (4, 6)) " +
        'and not (e.partition = 3 and e.off in (40)) offset 0 ) w on true',
    );
  });

  it('reads all data of events that nothing has judged', () => {
    expect(copyEvents(tally, { ...range, isUnproven: true })).toContain(', e.data as data');
  });

  it('reads the streams of one tenant where it is said', () => {
    const statement = flat(copyStreams(tally, { ...range, tenantId: "o'ne" }));
    expect(statement).toContain("where partition in (1, 3) and tenant_id = 'o''ne' )");
  });

  it.each([
    ['recorded', 'recorded_at'],
    ['occurred', 'occurred_at'],
  ] as const)('ends at an instant of what was %s', (axis, column) => {
    const statement = flat(copyEvents(tally, { ...range, at: '2026-03-01T09:00:00Z', axis }));
    expect(statement).toContain(`and e.${column} <= '2026-03-01T09:00:00Z' offset 0`);
  });

  it('quotes what could be more than a literal', () => {
    const events = defineEvents(
      { log: 'intake', category: 'tally' },
      { "It's": { version: 1, data: t.object({ field: t.flag() }) } },
    );
    const quoted = { ...tally, events: [reading(events["It's"], ['field']), ...tally.events] };
    const statement = flat(copyEvents(quoted, { ...range, at: "'; drop table x; --" }));
    expect(statement).toContain("case when e.type in ('It''s', 'PointsGiven') then");
    expect(statement).toContain("where e.type in ('It''s', 'PointsGiven', 'PointsCleared')");
    expect(statement).toContain("<= '''; drop table x; --'");
  });
});
