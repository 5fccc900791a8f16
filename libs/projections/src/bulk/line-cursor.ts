import { timestampOfField } from './copy-text.js';

const tab = 0x09;
const backslash = 0x5c;
const zero = 0x30;

/**
 * Reads the fields of a line of COPY's text format from left to right, without making texts of those
 * that are numbers or known beforehand: a log has more lines than anything else has.
 */
export class LineCursor {
  private at = 0;
  private line = '';

  /** Goes to the beginning of a line. */
  start(line: string): void {
    this.line = line;
    this.at = 0;
  }

  /** True when the next field is null. */
  isNull(): boolean {
    return this.line.charCodeAt(this.at) === backslash && this.line.startsWith('\\N', this.at);
  }

  /** An integer that is not negative. */
  number(): number {
    const { line } = this;
    let at = this.at;
    let number = 0;
    for (; at < line.length; at += 1) {
      const char = line.charCodeAt(at);
      if (char === tab) break;
      number = number * 10 + char - zero;
    }
    this.at = at + 1;
    return number;
  }

  /** Which of some texts it is; undefined, and the field passed over, when it is none of them. */
  oneOf<Item>(items: readonly Item[], textOf: (item: Item) => string): Item | undefined {
    const { line, at } = this;
    const end = this.end();
    this.at = end + 1;
    for (const item of items) {
      const text = textOf(item);
      if (text.length === end - at && line.startsWith(text, at)) return item;
    }
    return undefined;
  }

  /** A `timestamptz(3)` of a session in UTC. */
  timestamp(): string {
    const end = this.end();
    const { line, at } = this;
    this.at = end + 1;
    // All three digits are the rule: 2026-03-01 09:30:00.123+00
    return end - at === 26
      ? `${line.slice(at, at + 10)}T${line.slice(at + 11, at + 23)}Z`
      : timestampOfField(line.slice(at, end));
  }

  /** The field as it is written. */
  field(): string {
    const end = this.end();
    const field = this.line.slice(this.at, end);
    this.at = end + 1;
    return field;
  }

  private end(): number {
    const end = this.line.indexOf('\t', this.at);
    return end < 0 ? this.line.length : end;
  }
}
