import { type TSchema, Type } from 'typebox';
import { catalogueOf, redressCatalogue } from './catalogue.js';
import { defineEvents } from './event-definition.js';
import { t } from './schema.js';

/** Paths of strings in a JSON Schema that may hold anything at all. */
function plainStrings(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node: Record<string, unknown> = { ...schema };
  const free =
    node['type'] === 'string' && !['enum', 'pattern', 'const'].some((key) => key in node);
  const below = Object.entries(node).flatMap(([key, part]) => plainStrings(part, `${path}/${key}`));
  return free ? [path, ...below] : below;
}

describe('the schema builder', () => {
  it.each(redressCatalogue.definitions.map((each) => [`${each.category}.${each.type}`, each]))(
    '%s has no plain string, so no free text can be stored in clear',
    (_, definition) => {
      expect(plainStrings(definition.data)).toEqual([]);
    },
  );

  it.each<[string, TSchema, string[]]>([
    ['a field', Type.Object({ note: Type.String() }), ['/properties/note']],
    ['an item of a list', t.list(Type.String(), 3), ['/items']],
    ['a variant', t.kinds({ A: {}, B: { note: Type.String() } }), ['/oneOf/1/properties/note']],
    [
      'a string of limited length',
      t.object({ x: Type.String({ maxLength: 9 }) }),
      ['/properties/x'],
    ],
  ])('would be caught with a plain string as %s', (_, schema, paths) => {
    expect(plainStrings(schema)).toEqual(paths);
  });

  it('closes every object, so that no field can be added beside the schema', () => {
    const open = (schema: unknown): boolean => {
      if (typeof schema !== 'object' || schema === null) return false;
      const node: Record<string, unknown> = { ...schema };
      const isOpen = 'properties' in node && node['additionalProperties'] !== false;
      return isOpen || Object.values(node).some(open);
    };
    expect(open(Type.Object({}))).toBe(true);
    expect(redressCatalogue.definitions.filter(({ data }) => open(data))).toEqual([]);
  });

  it('says of a text who its subject is, and how long it may be', () => {
    const { data } = t.object({
      data: t.personalText('user', { field: 'userId', maxLength: 9 }),
    }).properties;
    expect(data).toMatchObject({ 'x-sealed': { subject: 'user', field: 'userId', maxLength: 9 } });
    expect(t.tenantText()).toMatchObject({ 'x-sealed': { subject: 'tenant', maxLength: 20_000 } });
  });

  it.each([
    ['the words themselves', { personal: 'x' }],
    ['nothing', {}],
    ['a subject of no known kind', { sealed: 'x:1' }],
    ['a subject with words beside it', { sealed: 'user:1', personal: 'x' }],
  ])('stores no text as %s', (_, note) => {
    const home = { log: 'triage', category: 'sample' } as const;
    const data = t.object({ note: t.personalText('user') });
    const events = defineEvents(home, { Noted: { version: 1, data } });
    const catalogue = catalogueOf(events);
    expect(catalogue.problems(events.Noted, { note: { sealed: 'user:1' } })).toEqual([]);
    expect(catalogue.problems(events.Noted, { note })).toHaveLength(1);
  });
});
