/**
 * True when two plain values (JSON: records, lists, strings, numbers, flags) say the same. The order
 * of a record's fields says nothing, because storage does not keep it; that of a list does.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (!isComposite(a) || !isComposite(b)) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const fields = definedFields(a);
  const others = new Map(definedFields(b));
  return (
    fields.length === others.size &&
    fields.every(([name, value]) => others.has(name) && sameValue(value, others.get(name)))
  );
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function definedFields(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, field]) => field !== undefined);
}
