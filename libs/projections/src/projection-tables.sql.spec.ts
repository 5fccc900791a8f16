import { tallyProjection } from '../test/tally-projection.js';
import { columnsOf, generationOf, groupOf } from './generation.js';
import type { Projection } from './projection.js';
import {
  createIndexes,
  createTables,
  linksOf,
  secureTables,
  showInView,
} from './projection-tables.sql.js';

const tally = tallyProjection as Projection;

describe('the tables of a projection', () => {
  it('are named by name, version and generation', () => {
    const board = { ...tally, name: 'case_board', version: 12 };
    expect(generationOf(board).table).toBe('case_board_v12');
    expect(generationOf(board, 3).table).toBe('case_board_v12_g3');
    expect(linksOf(generationOf(board, 3))).toBe('case_board_v12_g3_links');
  });

  it('are fed by a consumer group of their own', () => {
    expect(groupOf('intake', generationOf(tally, 2))).toBe('intake.tallies_v1_g2');
  });

  it.each([
    ['a name that is no plain SQL name', { name: 'x; drop table y' }, 'cannot name a projection'],
    ['a version below 1', { version: 0 }, 'version 0'],
    ['a broken version', { version: 1.5 }, 'version 1.5'],
    ['a column that is no plain SQL name', { columns: { 'a b': 'text' } }, 'cannot name a column'],
    ['an index on no column', { indexes: [['nowhere']] }, "has no column 'nowhere'"],
  ] as const)('refuse %s', (_, more, message) => {
    expect(() => createTables(generationOf({ ...tally, ...more }))).toThrow(message);
  });

  it('refuse a generation below 1', () => {
    expect(() => generationOf(tally, 0)).toThrow('version 0');
  });

  it('open to the reader only after row security stands', () => {
    const generation = generationOf(tally);
    const shown = { name: 'tallies', table: generation.table, columns: columnsOf(tally) };
    const statements = [
      ...createTables(generation),
      ...createIndexes(generation),
      ...secureTables('intake', generation),
      ...showInView('intake', shown),
    ];
    const forced = statements.findIndex((each) => each.includes('force row level security'));
    const granted = statements.findIndex((each) => each.startsWith('grant select'));
    expect(forced).toBeGreaterThan(0);
    expect(granted).toBeGreaterThan(forced);
  });
});
