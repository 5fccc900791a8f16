import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import { householdProjection, personCatalogue } from '../../test/household-projection.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import {
  type GoldenHashes,
  goldenHash,
  goldenHashes,
  goldenProblems,
  type Projection,
} from '../index.js';

const tally = tallyProjection as Projection;
const household = householdProjection as Projection;

/** A record of a corpus: stream, type, data and the version of its schema. */
type Entry = readonly [id: string, type: string, data?: unknown, schemaVersion?: number];

function corpus(category: string, entries: readonly Entry[]): LogRecord[] {
  return entries.map(([id, type, data = {}, schemaVersion = 1], offset) => {
    const at = `2026-03-01T09:00:${String(offset).padStart(2, '0')}.000Z`;
    return {
      position: { log: 'intake', partition: 0, offset },
      ...{ previous: offset - 1, orderingKey: id, data, sealed: [] },
      envelope: {
        ...{ id: '0194f3f0-0000-7000-8000-000000000001', version: 1, type, schemaVersion },
        ...{ stream: { tenantId: 'one', category, id }, occurredAt: at, recordedAt: at },
        ...{ actor: systemActor('suite'), origin: 'LIVE' },
        correlationId: '0194f3f0-0000-7000-8000-000000000002',
      },
    };
  });
}

const tallies = corpus('tally', [
  ['a', 'PointsGiven', { tens: 2 }],
  ['b', 'PointsGiven', { points: 7 }, 2],
  ['a', 'PointsGiven', { points: 3, by: 'me' }, 2],
  ['c', 'PointsGiven', { points: 1 }, 2],
  ['c', 'PointsCleared'],
  ['a', 'TallyRenamed'],
  ['a', 'PointsGiven', { points: 4 }, 2],
]);
const hashOf = (projection: Projection, records = tallies) =>
  goldenHash(projection, records, tallyCatalogue);

/** The tally projection with something else in its place. */
const changed = (more: Partial<typeof tallyProjection>) =>
  ({ ...tallyProjection, ...more }) as Projection;

describe('a golden hash', () => {
  it('is the one of the golden file, as long as the version is', () => {
    const golden = JSON.parse(
      readFileSync(join(__dirname, '../../test/tallies.golden.json'), 'utf8'),
    ) as GoldenHashes;
    expect(goldenProblems(golden, goldenHashes([tally], tallies, tallyCatalogue))).toEqual([]);
  });

  it('changes with what is shown, and not with the order of streams', () => {
    const base = hashOf(tally);
    const double = changed({
      row: (state) => ({ ...tallyProjection.row(state), gifts: 0 }) as never,
    });
    expect(hashOf(double)).not.toBe(base);
    expect(hashOf(tally, tallies.slice(0, -1))).not.toBe(base);
    const [a, ...others] = [
      tallies.filter(({ orderingKey }) => orderingKey === 'a'),
      ...tallies.filter(({ orderingKey }) => orderingKey !== 'a'),
    ];
    expect(hashOf(tally, [...others, ...a])).toBe(base);
    expect(hashOf(tally, [...a].reverse())).not.toBe(hashOf(tally, a));
  });

  it('does not change with the order of keys in a document', () => {
    const shows = (marks: unknown) => changed({ row: () => ({ marks }) as never });
    expect(hashOf(shows({ a: 1, b: [{ c: 2, d: 3 }] }))).toBe(
      hashOf(shows({ b: [{ d: 3, c: 2 }], a: 1 })),
    );
    expect(hashOf(shows([1, 2]))).not.toBe(hashOf(shows([2, 1])));
  });

  it('is of the joined rows where keys are linked', () => {
    const linked = corpus('person', [
      ['a', 'PersonPaid', { cents: 5 }],
      ['b', 'PersonPaid', { cents: 7 }],
      ['a', 'HouseShared', { withId: 'b' }],
    ]);
    const joined = goldenHash(household, linked, personCatalogue);
    expect(goldenHash(household, linked.slice(0, 2), personCatalogue)).not.toBe(joined);
    const { join: _, ...lone } = household;
    expect(goldenHash(lone, linked, personCatalogue)).not.toBe(joined);
  });

  it.each([
    [
      'changes the state it was given',
      changed({ fold: (state) => Object.assign(state, { total: 1 }) }),
      /read only|not extensible/,
    ],
    [
      'changes the event it was given',
      changed({
        fold(state, { event }) {
          Object.assign(event.data, { points: 1 });
          return state;
        },
      }),
      /read only|not extensible/,
    ],
    [
      'keeps in its state what JSON does not keep',
      changed({
        fold: (state) => ({ ...state, total: state.total + 1, gifts: new Map() as never }),
        row: ({ gifts }) => ({ gifts: (gifts as unknown) instanceof Map ? 1 : 2 }) as never,
      }),
      'tallies: its state is no plain JSON',
    ],
  ])('is refused to a fold that %s', (_, projection, message) => {
    expect(() => hashOf(projection)).toThrow(message);
  });

  it('is refused to a record that cannot be read', () => {
    const broken = corpus('tally', [['a', 'PointsGiven', { points: 'five' }, 2]]);
    expect(() => hashOf(tally, broken)).toThrow('INVALID_DATA');
  });
});

describe('the golden file', () => {
  const now: GoldenHashes = { tallies: { version: 2, hash: 'now' } };

  it.each([
    ['nothing changed', now, []],
    [
      'the rows changed and the version did not',
      { tallies: { version: 2, hash: 'then' } },
      [
        'tallies: gives other rows in version 2: raise the version, then "tallies": {"version":2,"hash":"now"}',
      ],
    ],
    [
      'the version is new',
      { tallies: { version: 1, hash: 'then' } },
      ['tallies: not in the golden file yet: "tallies": {"version":2,"hash":"now"}'],
    ],
    [
      'the projection is new',
      {},
      ['tallies: not in the golden file yet: "tallies": {"version":2,"hash":"now"}'],
    ],
    [
      'the version went back',
      { tallies: { version: 3, hash: 'now' } },
      ['tallies: its version went back from 3'],
    ],
    [
      'a projection is gone',
      { ...now, others: { version: 1, hash: 'x' } },
      ['others: there is no such projection any more'],
    ],
  ])('says what is wrong when %s', (_, golden, problems) => {
    expect(goldenProblems(golden as GoldenHashes, now)).toEqual(problems);
  });
});
