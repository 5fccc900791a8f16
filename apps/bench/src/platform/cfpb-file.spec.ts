import { cfpbFile } from './cfpb-file.js';

describe('cfpbFile', () => {
  it('has a heading and so many rows, all with as many cells', () => {
    const [heading = '', ...rows] = cfpbFile(500, 3).trimEnd().split('\n');
    expect(rows).toHaveLength(500);
    expect(new Set(rows.map((row) => row.split(',').length))).toEqual(
      new Set([heading.split(',').length]),
    );
  });

  it('is the same for the same seed, and names no complaint twice', () => {
    const file = cfpbFile(300, 5);
    expect(cfpbFile(300, 5)).toBe(file);
    expect(cfpbFile(300, 6)).not.toBe(file);
    const ids = file
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').at(-1));
    expect(new Set(ids).size).toBe(300);
  });
});
