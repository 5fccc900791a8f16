import { csvRows } from './delimited-rows.js';
import { temporaryFiles } from './temporary-file.setup.js';

const fileOf = temporaryFiles();

async function rowsOf(content: string | Buffer) {
  const rows = [];
  for await (const row of csvRows(fileOf(content), () => undefined)) rows.push(row);
  return rows;
}

const good = (line: number, rowNo: number, a: string, b: string) => ({
  ok: true,
  line,
  rowNo,
  value: { a, b },
});
const broken = (line: number, code: string) => expect.objectContaining({ ok: false, line, code });

describe('the rows of a CSV file', () => {
  it.each([
    ['plain', 'a,b\n1,2\n3,4\n', [good(2, 1, '1', '2'), good(3, 2, '3', '4')]],
    ['without a last line break', 'a,b\n1,2', [good(2, 1, '1', '2')]],
    ['of Windows', 'a,b\r\n1,2\r\n3,4\r\n', [good(2, 1, '1', '2'), good(3, 2, '3', '4')]],
    ['after a byte order mark', '\uFEFFa,b\n1,2\n', [good(2, 1, '1', '2')]],
    ['with blank fields', 'a,b\n,\n1,\n', [good(2, 1, '', ''), good(3, 2, '1', '')]],
    ['between blank lines', 'a,b\n\n1,2\n\n\n3,4\n', [good(3, 1, '1', '2'), good(6, 2, '3', '4')]],
    ['under a heading with spaces', ' a , b\n1,2\n', [good(2, 1, '1', '2')]],
    ['in quotes', 'a,b\n"1,5","say ""hi"""\n', [good(2, 1, '1,5', 'say "hi"')]],
    ['with a replacement character of their own', 'a,b\n1,\uFFFD\n', [good(2, 1, '1', '\uFFFD')]],
    ['of a heading alone', 'a,b\n', []],
    ['of an empty file', '', []],
  ])('%s', async (_, content, rows) => {
    expect(await rowsOf(content)).toEqual(rows);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('are named by the line they begin on, though narratives span several (%s)', async (_, eol) => {
    const content = ['a,b', '1,"x', '', 'y"', '3,"z', '"', '5,6'].join(eol);
    expect(await rowsOf(content)).toEqual([
      good(2, 1, '1', 'x\n\ny'),
      good(5, 2, '3', 'z\n'),
      good(7, 3, '5', '6'),
    ]);
  });
});

describe('a broken row', () => {
  it.each([
    ['too few fields', '3', 'FIELD_COUNT'],
    ['too many fields', '3,4,5', 'FIELD_COUNT'],
    ['a quote inside a field', '3,x"y"', 'ROW_MALFORMED'],
    ['text after a closing quote', '3,"x"y""', 'ROW_MALFORMED'],
    ['a quote that is never closed', '3,"x', 'QUOTE_NOT_CLOSED'],
    ['a row longer than any narrative', `3,${'x'.repeat(200_001)}`, 'ROW_TOO_LONG'],
  ])('of %s is given with its line and reason, and the rest goes on', async (_, text, code) => {
    expect(await rowsOf(`a,b\n1,2\n${text}\n5,6\n7,8\n`)).toEqual([
      good(2, 1, '1', '2'),
      broken(3, code),
      good(4, 3, '5', '6'),
      good(5, 4, '7', '8'),
    ]);
  });

  it('of other bytes than UTF-8 is given with its line, and the rest goes on', async () => {
    const content = Buffer.from('a,b\n1,caf\xe9\n3,4\n', 'latin1');
    expect(await rowsOf(content)).toEqual([broken(2, 'NOT_UTF8'), good(3, 2, '3', '4')]);
  });

  it('with an unclosed quote costs one row, however long the file is', async () => {
    const long = 'y'.repeat(500);
    const rows = await rowsOf(`a,b\n1,"x\n${`3,${long}\n`.repeat(1_000)}`);
    expect(rows.slice(0, 2)).toEqual([broken(2, 'QUOTE_NOT_CLOSED'), good(3, 2, '3', long)]);
    expect(rows.filter(({ ok }) => !ok)).toHaveLength(1);
    expect(rows).toHaveLength(1_001);
  });

  it('with an unclosed quote is given up long before the file ends', async () => {
    let bytes = 0;
    const content = `a,b\n1,"x\n${`3,${'y'.repeat(500)}\n`.repeat(2_000)}`;
    const rows = csvRows(fileOf(content), (read) => {
      bytes += read;
    });
    expect((await rows.next()).value).toEqual(broken(2, 'QUOTE_NOT_CLOSED'));
    expect(bytes).toBeLessThan(content.length / 2);
    await rows.return(undefined);
  });

  it('does not swallow the narrative that comes after an unclosed quote', async () => {
    expect(await rowsOf('a,b\n1,"x\n3,"y\nz"\n5,6\n')).toEqual([
      broken(2, 'ROW_MALFORMED'),
      good(3, 2, '3', 'y\nz'),
      good(5, 3, '5', '6'),
    ]);
  });

  it('never shows what stood in it', async () => {
    for (const row of await rowsOf('a,b\nsecret,x"y"\nsecret,"x\nsecret\n')) {
      expect(JSON.stringify(row)).not.toMatch(/secret|x/);
    }
  });
});
