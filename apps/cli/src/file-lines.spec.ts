import { fileLines, lineBytesMax } from './file-lines.js';
import { temporaryFiles } from './temporary-file.setup.js';

const fileOf = temporaryFiles();

async function linesOf(content: string | Buffer) {
  const lines = [];
  let bytes = 0;
  const count = (read: number) => {
    bytes += read;
  };
  for await (const line of fileLines(fileOf(content), count)) lines.push(line);
  return { lines, texts: lines.map(({ text }) => text), bytes };
}

describe('the lines of a file', () => {
  it.each([
    ['LF', 'a\nb\n', ['a', 'b']],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['no break at the end', 'a\nb', ['a', 'b']],
    ['blank lines', 'a\n\n\nb\n', ['a', '', '', 'b']],
    ['a byte order mark', '\uFEFFa\nb', ['a', 'b']],
    ['a byte order mark in the middle, which is none', 'a\n\uFEFFb', ['a', '\uFEFFb']],
    ['separators of other worlds, which break no line', 'a\u2028b\rc\n', ['a\u2028b\rc']],
    ['nothing', '', []],
  ])('%s', async (_, content, texts) => {
    expect((await linesOf(content)).texts).toEqual(texts);
  });

  it('are whole where the file is read in pieces, also within a character or a break', async () => {
    const written = Array.from({ length: 5_000 }, (_, n) => `${'壶'.repeat(n % 50)}é${n}`);
    const { lines, texts, bytes } = await linesOf(written.join('\r\n'));
    expect(texts).toEqual(written);
    expect(lines.every(({ utf8 }) => utf8)).toBe(true);
    expect(bytes).toBe(Buffer.byteLength(written.join('\r\n')));
    expect(bytes).toBeGreaterThan(2 * 65_536);
  });

  it('say that their bytes were no UTF-8, which a replacement character alone does not', async () => {
    const latin1 = Buffer.concat([Buffer.from('a\uFFFD\n'), Buffer.from([0x63, 0xe9])]);
    expect((await linesOf(latin1)).lines).toEqual([
      { text: 'a\uFFFD', utf8: true },
      { text: 'c\uFFFD', utf8: false },
    ]);
  });

  it('are cut when one is longer than memory should hold', async () => {
    const { texts } = await linesOf(`${'x'.repeat(3 * lineBytesMax)}\nb`);
    expect(texts[0]?.length).toBeLessThan(1.5 * lineBytesMax);
    expect(texts.slice(1)).toEqual(['b']);
  });

  it('end with the error of the file system', async () => {
    const lines = fileLines(`${fileOf('a')}.missing`, () => undefined);
    await expect(lines.next()).rejects.toThrow('ENOENT');
  });
});
