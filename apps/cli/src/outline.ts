/** A document as indented lines for people: nothing of what is empty, a line for each entry of a list. */
export function outline(document: Readonly<Record<string, unknown>>, indent = '  '): string[] {
  return Object.entries(document).flatMap(([field, value]) => linesOf(field, value, indent));
}

function linesOf(field: string, value: unknown, indent: string): string[] {
  if (isEmpty(value)) return [];
  if (Array.isArray(value) && value.some(isRecord)) {
    return [`${indent}${field}:`, ...value.map((each) => `${indent}  - ${inOneLine(each)}`)];
  }
  if (isRecord(value)) return [`${indent}${field}:`, ...outline(value, `${indent}  `)];
  return [`${indent}${field}: ${inOneLine(value)}`];
}

/** A value in one line: `a 1, b 2` of a record, `1, 2` of a list. */
function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return value.map(inOneLine).join(', ');
  if (!isRecord(value)) return String(value);
  return Object.entries(value)
    .filter(([, each]) => !isEmpty(each))
    .map(([field, each]) => `${field} ${isRecord(each) ? `(${inOneLine(each)})` : inOneLine(each)}`)
    .join(', ');
}

/** What there was, or is: `none`, `2 entries`, or the value itself. */
export function brief(value: unknown): string {
  if (isEmpty(value)) return 'none';
  if (Array.isArray(value) && value.some(isRecord))
    return counted(value.length, 'entry', 'entries');
  return inOneLine(value);
}

/** `1 event`, `2 events` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isEmpty);
}
