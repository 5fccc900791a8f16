/** One cell: a text, a number, a flag, a time, or nothing. */
export type CsvCell = string | number | boolean | Date | null;

/**
 * What a spreadsheet may take for the beginning of a formula: the signs, also in full width, and
 * the control characters that it skips, behind any spaces and quotes that it skips as well.
 */
const formulaStart = /^[\s"'\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[ "']*[\t\r\n]/;

/**
 * What RFC 4180 wants quotes for; what is a separator elsewhere; a space that would be lost at an end.
 */
const needsQuotes = /[",\r\n;\t]|^\s|\s$/;

/** One line of a CSV file as RFC 4180 has it, with its end. No text in it can become a formula. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * A cell as it stands in the file. A text that a spreadsheet would calculate gets an apostrophe in
 * front, by which it stays a text; a number stays a number, whatever its sign.
 */
export function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const text = harmless(cell instanceof Date ? cell.toISOString() : cell);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmless(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}
