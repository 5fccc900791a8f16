import fc from 'fast-check';
import { catalogueOf, frozenSchemas } from './catalogue.js';
import { compatibilityProblems } from './compatibility.js';
import { defineEvents } from './event-definition.js';
import { t } from './schema.js';

const home = { log: 'intake', category: 'sample' } as const;
const schemaOf = (data: ReturnType<typeof t.object>): unknown =>
  JSON.parse(JSON.stringify(data)) as unknown;

const fields = {
  by: t.oneOf(['CARD', 'CASH']),
  amountMinor: t.int(0, 1_000),
  lines: t.list(t.object({ n: t.int(1, 9) }), 2),
  note: t.optional(t.personalText('customer')),
  outcome: t.kinds({ DONE: {}, LATE: { days: t.int(1, 9) } }),
};
const released = schemaOf(t.object(fields));
const { note: _, ...withoutNote } = fields;

describe('a released schema', () => {
  it.each([
    ['stays as it is', {}],
    ['has a new optional field', { later: t.optional(t.code()) }],
    [
      'has one further inside',
      { lines: t.list(t.object({ n: t.int(1, 9), m: t.optional(t.id()) }), 2) },
    ],
    [
      'has one in a variant',
      {
        outcome: t.kinds({ DONE: { at: t.optional(t.timestamp()) }, LATE: { days: t.int(1, 9) } }),
      },
    ],
    ['has a longer list of codes', { by: t.oneOf(['CARD', 'POINTS', 'CASH']) }],
    [
      'has a new variant',
      { outcome: t.kinds({ DONE: {}, LATE: { days: t.int(1, 9) }, LOST: { why: t.code() } }) },
    ],
  ])('that %s keeps its promise', (_name, change) => {
    expect(compatibilityProblems(released, schemaOf(t.object({ ...fields, ...change })))).toEqual(
      [],
    );
  });

  it.each([
    ['loses a field', withoutNote, '/note is gone'],
    ['needs a new field', { ...fields, later: t.code() }, '/later is new and not optional'],
    [
      'needs an old field',
      { ...fields, note: t.personalText('customer') },
      '/note is no longer optional',
    ],
    ['may lack a field', { ...fields, by: t.optional(fields.by) }, '/by is now optional'],
    ['has another type', { ...fields, amountMinor: t.flag() }, '/amountMinor has another type'],
    [
      'has wider bounds',
      { ...fields, amountMinor: t.int(0, 2_000) },
      '/amountMinor has another maximum',
    ],
    [
      'has narrower bounds',
      { ...fields, amountMinor: t.int(1, 1_000) },
      '/amountMinor has another minimum',
    ],
    [
      'has longer lists',
      { ...fields, lines: t.list(t.object({ n: t.int(1, 9) }), 3) },
      '/lines has another maxItems',
    ],
    [
      'changes further inside',
      { ...fields, lines: t.list(t.object({ n: t.code() }), 2) },
      '/lines/*/n has another type',
    ],
    ['loses a code', { ...fields, by: t.oneOf(['CARD']) }, '/by no longer has the code CASH'],
    ['opens a list of codes', { ...fields, by: t.code() }, '/by has another enum'],
    [
      'loses a variant',
      { ...fields, outcome: t.kinds({ DONE: {} }) },
      '/outcome no longer has the variant LATE',
    ],
    [
      'changes a variant',
      { ...fields, outcome: t.kinds({ DONE: {}, LATE: {} }) },
      '/outcome/days is gone',
    ],
    [
      'has another tag',
      { ...fields, outcome: t.variants({ DONE: {}, LATE: { days: t.int(1, 9) } }) },
      '/outcome/kind is gone',
    ],
    [
      'seals for somebody else',
      { ...fields, note: t.optional(t.personalText('user')) },
      '/note is sealed in another way',
    ],
    [
      'no longer seals',
      { ...fields, note: t.optional(t.code()) },
      '/note is sealed in another way',
    ],
  ])('that %s breaks it', (_name, change, problem) => {
    expect(compatibilityProblems(released, schemaOf(t.object(change)))).toContain(problem);
  });

  it('may grow exactly as far as a tolerant reader of the old one reads the new one', () => {
    const field = fc.constantFrom(
      t.code(),
      t.flag(),
      t.int(0, 9),
      t.oneOf(['A']),
      t.oneOf(['A', 'B']),
      t.list(t.int(0, 9), 2),
      t.list(t.int(0, 9), 3),
    );
    const shape = fc.dictionary(
      fc.constantFrom('a', 'b'),
      fc.tuple(field, fc.boolean()).map(([each, isNeeded]) => (isNeeded ? each : t.optional(each))),
    );
    const value = fc.constantFrom('A', 'B', 'C', true, 5, [1, 2], [1, 2, 3]);
    const sample = fc.dictionary(fc.constantFrom('a', 'b'), value);
    const eventOf = (data: ReturnType<typeof t.object>) => {
      const catalogue = catalogueOf(defineEvents(home, { Happened: { version: 1, data } }));
      const at = { ...home, type: 'Happened', schemaVersion: 1 };
      const schema = frozenSchemas(catalogue)['intake']?.['sample.Happened']?.[1];
      return { catalogue, at, schema };
    };
    fc.assert(
      fc.property(shape, shape, sample, (before, after, data) => {
        const [old, next] = [eventOf(t.object(before)), eventOf(t.object(after))];
        if (compatibilityProblems(old.schema, next.schema).length > 0) return;
        if (old.catalogue.decode(old.at, data).ok)
          expect(next.catalogue.decode(next.at, data).ok).toBe(true);
        if (next.catalogue.decode(next.at, data).ok)
          expect(old.catalogue.decodeTolerantly(old.at, data).ok).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
