import { isDeepStrictEqual } from 'node:util';
import { sealedKeyword } from './schema.js';
import { isSchema, type JsonSchema, tagOfVariants } from './tolerant-schema.js';

/**
 * What a change of a released schema would break: whatever was stored must fit the new one, and
 * whoever decodes tolerantly with the old one must be able to read what is stored from now on. So
 * optional fields, codes and variants may be added, and nothing else may be done.
 *
 * @param pointer where we are in the data, e.g. `/lines/*`
 * @returns one line each; empty when the change keeps the promise
 */
export function compatibilityProblems(
  released: unknown,
  current: unknown,
  pointer = '',
): readonly string[] {
  if (isDeepStrictEqual(released, current)) return [];
  const place = pointer || '/';
  if (!isSchema(released) || !isSchema(current)) return [`${place} is another schema`];
  if (sealedKeyword in released || sealedKeyword in current) {
    return [`${place} is sealed in another way`];
  }
  return [
    ...otherKeywords(released, current, place),
    ...codeProblems(released, current, place),
    ...fieldProblems(released, current, pointer),
    ...variantProblems(released, current, pointer),
    ...compatibilityProblems(released['items'], current['items'], `${pointer}/*`),
  ];
}

/** What may grow, each by a rule of its own. Everything else stays as it is. */
const growing = new Set(['enum', 'properties', 'required', 'oneOf', 'items']);

function otherKeywords(released: JsonSchema, current: JsonSchema, place: string): string[] {
  const keywords = new Set([...Object.keys(released), ...Object.keys(current)]);
  return [...keywords]
    .filter((keyword) => !growing.has(keyword) || keyword in released !== keyword in current)
    .filter((keyword) => !isDeepStrictEqual(released[keyword], current[keyword]))
    .map((keyword) => `${place} has another ${keyword}`);
}

function codeProblems(released: JsonSchema, current: JsonSchema, place: string): string[] {
  const left = new Set(listOf(current['enum']));
  return listOf(released['enum'])
    .filter((code) => !left.has(code))
    .map((code) => `${place} no longer has the code ${String(code)}`);
}

function fieldProblems(released: JsonSchema, current: JsonSchema, pointer: string): string[] {
  const [before, after] = [fieldsOf(released), fieldsOf(current)];
  const [neededBefore, neededAfter] = [listOf(released['required']), listOf(current['required'])];
  const removed = Object.keys(before).filter((name) => !(name in after));
  const added = Object.keys(after).filter((name) => !(name in before));
  const kept = Object.keys(before).filter((name) => name in after);
  return [
    ...removed.map((name) => `${pointer}/${name} is gone`),
    ...added
      .filter((name) => neededAfter.includes(name))
      .map((name) => `${pointer}/${name} is new and not optional`),
    ...kept
      .filter((name) => neededBefore.includes(name) !== neededAfter.includes(name))
      .map((name) =>
        neededAfter.includes(name)
          ? `${pointer}/${name} is no longer optional`
          : `${pointer}/${name} is now optional`,
      ),
    ...kept.flatMap((name) =>
      compatibilityProblems(before[name], after[name], `${pointer}/${name}`),
    ),
  ];
}

function variantProblems(released: JsonSchema, current: JsonSchema, pointer: string): string[] {
  const [before, after] = [variantsOf(released), variantsOf(current)];
  return [...before].flatMap(([name, variant]) => {
    const next = after.get(name);
    if (!next) return [`${pointer || '/'} no longer has the variant ${String(name)}`];
    return compatibilityProblems(variant, next, pointer);
  });
}

function variantsOf(schema: JsonSchema): ReadonlyMap<unknown, JsonSchema> {
  return tagOfVariants(listOf(schema['oneOf']).filter(isSchema)).variants;
}

function fieldsOf({ properties }: JsonSchema): JsonSchema {
  return isSchema(properties) ? properties : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
