import { defineEvents, t } from '@redress/contracts';
import { tallyEvents, tallyProjection } from '../test/tally-projection.js';
import { type Projection, reading } from './index.js';
import { copyEvents, copyStreams, sentByType } from './log-scan.sql.js';

const tally = tallyProjection as Projection;
const range = { partition: 7, after: -1, upTo: 41 };

/** A statement without its line breaks. */
const flat = (statement: string) => statement.replace(/\s+/g, ' ');

describe('the scan of a log', () => {
  it('reads the declared fields as arrays of the current version, and older versions whole', () => {
    expect(flat(copyEvents(tally, range))).toBe(
      'copy ( select e.off, e.stream_no, e.off, e.version, e.schema_version, e.type, ' +
        "e.occurred_at, e.recorded_at, e.meta ->> 'origin', null, " +
        "case e.type when 'PointsGiven' then case when e.schema_version = 2 " +
        "then json_build_array(e.data -> 'points')::text else e.data::text end " +
        "when 'PointsCleared' then case when e.schema_version = 1 then '[]' else e.data::text end end " +
        'from intake_events e where e.partition = 7 and e.off > -1 and e.off <= 41 ' +
        "and e.type in ('PointsGiven', 'PointsCleared') order by e.off ) to stdout",
    );
  });

  it('reads the actor where it is declared, and the offsets of the source from a journal', () => {
    const statement = flat(copyEvents({ ...tally, log: 'journal', readsActor: true }, range));
    expect(statement).toContain('select e.off, e.stream_no, e.source_off,');
    expect(statement).toContain("e.meta ->> 'origin', e.meta ->> 'actor',");
    expect(statement).toContain('from journal_events e');
    expect(flat(copyStreams({ ...tally, log: 'journal' }, range))).toBe(
      'copy ( select stream_no, source_log, tenant_id, category, stream_id ' +
        'from journal_streams where partition = 7 ) to stdout',
    );
    expect(copyStreams(tally, range)).toContain("select stream_no, 'intake', tenant_id");
  });

  it('reads the streams of one tenant where it is said', () => {
    const statement = flat(copyStreams(tally, { ...range, tenantId: "o'ne" }));
    expect(statement).toContain("where partition = 7 and tenant_id = 'o''ne' )");
  });

  it.each([
    ['recorded', 'recorded_at'],
    ['occurred', 'occurred_at'],
  ] as const)('ends at an instant of what was %s', (axis, column) => {
    const statement = flat(copyEvents(tally, { ...range, at: '2026-03-01T09:00:00Z', axis }));
    expect(statement).toContain(`and e.${column} <= '2026-03-01T09:00:00Z' order by`);
  });

  it('quotes what could be more than a literal', () => {
    const events = defineEvents(
      { log: 'intake', category: 'tally' },
      { "It's": { version: 1, data: t.object({ "fi'eld": t.flag() }) } },
    );
    const quoted = { ...tally, events: [reading(events["It's"], ["fi'eld"])] };
    const statement = flat(copyEvents(quoted, { ...range, at: "'; drop table x; --" }));
    expect(statement).toContain("when 'It''s' then");
    expect(statement).toContain("e.data -> 'fi''eld'");
    expect(statement).toContain("e.type in ('It''s')");
    expect(statement).toContain("<= '''; drop table x; --'");
  });

  it('sends for a name that several aggregates use what any of them declares', () => {
    const home = { log: 'triage', category: 'other' } as const;
    const shape = { version: 2, data: t.object({ points: t.int(0, 9), extra: t.flag() }) };
    const other = defineEvents(home, { PointsGiven: { ...shape, upcast: { 1: (data) => data } } });
    const both = [
      reading(tallyEvents.PointsGiven, ['points']),
      reading(other.PointsGiven, ['extra']),
    ];
    expect(sentByType(both)).toEqual(
      new Map([['PointsGiven', { version: 2, fields: ['points', 'extra'] }]]),
    );
    const whole = [reading(tallyEvents.PointsGiven, ['points']), reading(other.PointsGiven, 'all')];
    expect(sentByType(whole).get('PointsGiven')?.fields).toBe('all');
    const otherVersion = defineEvents(home, { PointsGiven: { ...shape, version: 1 } });
    const mixed = [both[0] ?? whole[0], reading(otherVersion.PointsGiven, ['extra'])];
    expect(sentByType(mixed.flatMap((each) => each ?? [])).get('PointsGiven')?.fields).toBe('all');
  });

  it('sends data whole where so many fields are declared that cutting them costs more', () => {
    const fields = ['a', 'b', 'c', 'd'] as const;
    const data = t.object({ a: t.flag(), b: t.flag(), c: t.flag(), d: t.flag() });
    const { Wide } = defineEvents({ log: 'intake', category: 'w' }, { Wide: { version: 1, data } });
    expect(sentByType([reading(Wide, fields)]).get('Wide')?.fields).toBe('all');
    expect(sentByType([reading(Wide, fields.slice(0, 3))]).get('Wide')?.fields).toEqual(
      fields.slice(0, 3),
    );
  });
});
