/**
 * One field that differs between two moments. Of a list `before` and `after` hold the entries that
 * only the one or only the other has.
 */
export interface FieldDifference {
  /** Names from the outside in, e.g. `score.scorePts`. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields in which two plain values differ; what is missing on one side is null there. */
export function differenceOf(
  before: unknown,
  after: unknown,
  field = '',
): readonly FieldDifference[] {
  if (isObject(before) || isObject(after)) {
    const [left, right] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].flatMap((name) =>
      differenceOf(left[name], right[name], field === '' ? name : `${field}.${name}`),
    );
  }
  if (Array.isArray(before) || Array.isArray(after)) {
    const [left, right] = [listOf(before), listOf(after)];
    return differing(field, without(left, right), without(right, left));
  }
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return [];
  return [{ field, before: before ?? null, after: after ?? null }];
}

function differing(field: string, before: readonly unknown[], after: readonly unknown[]) {
  return before.length + after.length === 0 ? [] : [{ field, before, after }];
}

/** The entries of a list that another one lacks; equal ones are told apart by their number. */
function without(list: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const left = new Map<string, number>();
  for (const entry of other) {
    const text = JSON.stringify(entry);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return list.filter((entry) => {
    const text = JSON.stringify(entry);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
