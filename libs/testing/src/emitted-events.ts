import assert from 'node:assert/strict';
import {
  type EventDefinition,
  redressCatalogue,
  replaceAt,
  sealableTexts,
} from '@redress/contracts';
import type { DomainEvent } from '@redress/kernel';

const byName = new Map<string, EventDefinition>(
  redressCatalogue.definitions.map((each) => [`${each.category}.${each.type}`, each]),
);
const categories = new Set(redressCatalogue.definitions.map(({ category }) => category));

/**
 * Throws an AssertionError where an event of the product does not fit its schema, as its log would
 * refuse it. Texts may still be in clear: they are sealed later. Streams of other categories are those of
 * a specification alone.
 */
export function assertFitsSchema(category: string, { type, data }: DomainEvent): void {
  if (!categories.has(category)) return;
  const definition = byName.get(`${category}.${type}`);
  assert.ok(definition, `${type} is no event of ${category}`);
  // As it would be stored: a field that is undefined is one that is not there.
  const stored: unknown = JSON.parse(JSON.stringify(data));
  const sealed = sealableTexts(definition.data, stored).map(
    ({ pointer, by }) => [pointer, { sealed: `${by.subject}:spec` }] as const,
  );
  const problems = redressCatalogue.problems(definition, replaceAt(stored, new Map(sealed)));
  assert.deepStrictEqual(problems, [], `${type} breaks its schema: ${problems.join('; ')}`);
}
