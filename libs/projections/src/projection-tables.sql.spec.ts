import { tallyProjection } from '../test/tally-projection.js';
import type { Projection } from './projection.js';
import { createProjection, tableOf } from './projection-tables.sql.js';

const tally = tallyProjection as Projection;

describe('the tables of a projection', () => {
  it('are named by name and version', () => {
    expect(tableOf({ name: 'case_board', version: 12 })).toBe('case_board_v12');
  });

  it.each([
    ['a name that is no plain SQL name', { name: 'x; drop table y' }, 'cannot name a projection'],
    ['a version below 1', { version: 0 }, 'version 0'],
    ['a broken version', { version: 1.5 }, 'version 1.5'],
    ['a column that is no plain SQL name', { columns: { 'a b': 'text' } }, 'cannot name a column'],
    ['an index on no column', { indexes: [['nowhere']] }, "has no column 'nowhere'"],
  ] as const)('refuse %s', (_, more, message) => {
    expect(() => createProjection('intake', { ...tally, ...more })).toThrow(message);
  });

  it('open to the reader only after row security stands', () => {
    const statements = createProjection('intake', tally);
    const forced = statements.findIndex((each) => each.includes('force row level security'));
    const granted = statements.findIndex((each) => each.startsWith('grant select'));
    expect(forced).toBeGreaterThan(0);
    expect(granted).toBeGreaterThan(forced);
  });
});
