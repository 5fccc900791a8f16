import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { redressCatalogue } from './catalogue.js';
import { t } from './schema.js';
import { replaceAt, sealableTexts } from './sealing.js';

/** What of a JSON Schema is needed to make data of it. */
interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: TSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly oneOf?: readonly TSchema[];
  readonly 'x-sealed'?: unknown;
}

/** Data that fit the schema, with each text as it is before it is sealed. */
function clearDataOf(schema: TSchema): fc.Arbitrary<unknown> {
  const node = schema as SchemaNode;
  if (node['x-sealed']) return fc.uuid().map((words) => ({ personal: `words ${words}` }));
  if (node.oneOf) return fc.oneof(...node.oneOf.map(clearDataOf));
  if ('const' in node) return fc.constant(node.const);
  if (node.enum) return fc.constantFrom(...node.enum);
  if (node.pattern) return fc.stringMatching(new RegExp(node.pattern));
  if (node.type === 'boolean') return fc.boolean();
  if (node.type === 'integer') return fc.integer(rangeOf(node));
  if (node.items) {
    return fc.array(clearDataOf(node.items), { maxLength: Math.min(node.maxItems ?? 3, 3) });
  }
  const fields = Object.entries(node.properties ?? {});
  return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, clearDataOf(field)])), {
    requiredKeys: [...(node.required ?? [])],
  });
}

function rangeOf({ minimum = 0, maximum = 0 }: SchemaNode) {
  return { min: minimum, max: maximum };
}

/** The texts in clear that stand anywhere in the data. */
function textsIn(data: unknown): string[] {
  return JSON.stringify(data).match(/words [0-9a-f-]{36}/g) ?? [];
}

const sealed = { sealed: 'complaint:019cadc6-9a80-7fff-bfff-ffffffffffff' };

function sealAll(schema: TSchema, data: unknown): unknown {
  const texts = sealableTexts(schema, data);
  return replaceAt(data, new Map(texts.map(({ pointer }) => [pointer, sealed])));
}

describe('the texts of an event', () => {
  const definitions = redressCatalogue.definitions.map(
    (each) => [`${each.category}.${each.type}`, each] as const,
  );

  it.each(definitions)(
    '%s: in clear they are refused; all are found; when they are replaced nothing personal remains',
    (_, definition) => {
      const { data: schema } = definition;
      fc.assert(
        fc.property(clearDataOf(schema), (data) => {
          const put = textsIn(data);
          const found = sealableTexts(schema, data);
          expect(found.map(({ value }) => (value as { personal: string }).personal)).toEqual(put);
          const inClear = redressCatalogue.problems(definition, data);
          expect(inClear.length > 0).toBe(put.length > 0);
          const stored = sealAll(schema, data);
          expect(textsIn(stored)).toEqual([]);
          expect(redressCatalogue.problems(definition, stored)).toEqual([]);
          expect(textsIn(data)).toEqual(put);
        }),
        { numRuns: 8 },
      );
    },
  );
});

describe('sealableTexts', () => {
  const schema = t.object({
    title: t.tenantText(),
    note: t.optional(t.personalText('customer')),
    steps: t.list(t.object({ whys: t.list(t.personalText('complaint', { maxLength: 9 }), 5) }), 5),
    end: t.variants({
      LIFTED: { reason: t.personalText('user', { field: 'userId' }) },
      EXPIRED: { reason: t.code() },
    }),
  });
  const personal = (text: string) => ({ personal: text });
  const pointersOf = (data: unknown) => sealableTexts(schema, data).map(({ pointer }) => pointer);

  it('finds them in lists of lists and in variants, each with its subject', () => {
    const data = {
      title: personal('t'),
      steps: [{ whys: [personal('a')] }, { whys: [personal('b'), personal('c')] }],
      end: { type: 'LIFTED', reason: personal('d') },
    };
    expect(sealableTexts(schema, data)).toEqual([
      { by: { subject: 'tenant', maxLength: 20_000 }, pointer: '/title', value: personal('t') },
      ...['/steps/0/whys/0', '/steps/1/whys/0', '/steps/1/whys/1'].map((pointer, index) => ({
        by: { subject: 'complaint', maxLength: 9 },
        pointer,
        value: personal('abc'.charAt(index)),
      })),
      {
        by: { subject: 'user', field: 'userId', maxLength: 20_000 },
        pointer: '/end/reason',
        value: personal('d'),
      },
    ]);
  });

  it('goes by the variant that the data name, not by the first one', () => {
    expect(pointersOf({ end: { type: 'EXPIRED', reason: 'TIME' } })).toEqual([]);
    expect(pointersOf({ end: { type: 'UNHEARD_OF', reason: personal('x') } })).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a list where an object should be', [1]],
    ['an object where a list should be', { steps: { 0: {} } }],
    ['a text that is not there', { note: undefined }],
  ])('finds none in %s', (_, data) => {
    expect(pointersOf(data)).toEqual([]);
  });
});

describe('replaceAt', () => {
  it('replaces what is at a pointer, in a copy', () => {
    const data = { a: [{ b: 1 }, { b: 2 }], c: 3 };
    const replaced = replaceAt(data, new Map([['/a/1/b', 'x']]));
    expect(replaced).toEqual({ a: [{ b: 1 }, { b: 'x' }], c: 3 });
    expect(data).toEqual({ a: [{ b: 1 }, { b: 2 }], c: 3 });
  });

  it('refuses a pointer to nothing: what is not replaced would be stored in clear', () => {
    const replacements = new Map([
      ['/a/0', 'x'],
      ['/a/1', 'y'],
    ]);
    expect(() => replaceAt({ a: ['z'] }, replacements)).toThrow(new RangeError('no value at /a/1'));
  });

  it('is not misled by names that look like pointers', () => {
    const data = { 'a/b': 1, 'a~1b': 2, a: { b: 3 } };
    const at = (pointer: string) => replaceAt(data, new Map([[pointer, 'x']]));
    expect(at('/a/b')).toEqual({ ...data, a: { b: 'x' } });
    expect(at('/a~1b')).toEqual({ ...data, 'a/b': 'x' });
    expect(at('/a~01b')).toEqual({ ...data, 'a~1b': 'x' });
  });
});
