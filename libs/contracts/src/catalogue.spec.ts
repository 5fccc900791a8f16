import { catalogueOf, frozenSchemas, redressCatalogue } from './catalogue.js';
import { defineEvents } from './event-definition.js';
import { t } from './schema.js';

const home = { log: 'triage', category: 'sample' } as const;

/** An event that has changed twice: seconds instead of minutes, then with its unit in the name. */
const shipped = defineEvents(home, {
  Shipped: {
    version: 3,
    data: t.object({ waitedSec: t.int(0, 1_000) }),
    upcast: {
      1: (data) => ({ waited: (data as { minutes: number }).minutes * 60 }),
      2: (data) => ({ waitedSec: (data as { waited: number }).waited }),
    },
  },
});
const catalogue = catalogueOf(shipped);
const stored = (schemaVersion: number) => ({ ...home, type: 'Shipped', schemaVersion });

describe('decode', () => {
  it.each([
    [1, { minutes: 2 }],
    [2, { waited: 120 }],
    [3, { waitedSec: 120 }],
  ])('brings data of version %i up to the current one', (version, data) => {
    expect(catalogue.decode(stored(version), data)).toEqual({
      ok: true,
      data: { waitedSec: 120 },
      definition: shipped.Shipped,
    });
  });

  it.each([
    ['a type of a newer service', { ...stored(1), type: 'Delivered' }, {}, 'UNKNOWN_TYPE'],
    ['a type of another category', { ...stored(1), category: 'other' }, {}, 'UNKNOWN_TYPE'],
    ['a type of another log', { ...stored(1), log: 'intake' }, {}, 'UNKNOWN_TYPE'],
    ['a newer version', stored(4), { waitedSec: 1 }, 'UNKNOWN_VERSION'],
    ['a version below the first', stored(0), { waitedSec: 1 }, 'UNKNOWN_VERSION'],
    ['half a version', stored(2.5), { waited: 1 }, 'UNKNOWN_VERSION'],
    ['data that do not fit', stored(3), { waitedSec: 'long' }, 'INVALID_DATA'],
    ['a field too many', stored(3), { waitedSec: 1, note: 'x' }, 'INVALID_DATA'],
    ['old data that do not fit when brought up', stored(1), { minutes: 'two' }, 'INVALID_DATA'],
    ['old data that an upcaster cannot read', stored(1), null, 'INVALID_DATA'],
  ])('does not throw at %s, it says why', (_, at, data, problem) => {
    expect(catalogue.decode(at, data)).toMatchObject({ ok: false, problem });
  });

  it('does not change what was stored', () => {
    const data = Object.freeze({ minutes: 2 });
    catalogue.decode(stored(1), data);
    expect(data).toEqual({ minutes: 2 });
  });
});

describe('decodeTolerantly', () => {
  const paid = defineEvents(home, {
    Paid: {
      version: 1,
      data: t.object({
        by: t.oneOf(['CARD', 'CASH']),
        amountMinor: t.int(0, 1_000),
        lines: t.list(t.object({ n: t.int(1, 9) }), 2),
        note: t.optional(t.personalText('customer')),
        outcome: t.optional(t.kinds({ DONE: {}, LATE: { days: t.int(1, 9) } })),
      }),
    },
  });
  const at = { ...home, type: 'Paid', schemaVersion: 1 };
  const data = {
    by: 'CARD',
    amountMinor: 5,
    lines: [{ n: 1 }],
    outcome: { kind: 'LATE', days: 2 },
  };
  const decode = (change: object) => catalogueOf(paid).decodeTolerantly(at, { ...data, ...change });

  it.each([
    ['a new field', { later: 1 }],
    ['a new field further inside', { lines: [{ n: 1, tax: 2 }] }],
    ['a new field of a variant', { outcome: { kind: 'LATE', days: 2, hours: 3 } }],
    ['a new code', { by: 'POINTS' }],
    ['a new variant', { outcome: { kind: 'REFUSED', why: 'X' } }],
  ])('passes %s as it is', (_, change) => {
    expect(decode(change)).toEqual({
      ok: true,
      data: { ...data, ...change },
      definition: paid.Paid,
    });
    expect(catalogueOf(paid).decode(at, { ...data, ...change }).ok).toBe(false);
  });

  it.each([
    ['a known field of another type', { amountMinor: 'five' }],
    ['the lack of a field that must be there', { lines: [{}] }],
    ['a code that is no text', { by: 7 }],
    ['a known variant that does not fit', { outcome: { kind: 'LATE' } }],
    ['a variant without its tag', { outcome: {} }],
    ['a text about people in clear', { note: 'Wang' }],
  ])('refuses %s', (_, change) => {
    expect(decode(change)).toMatchObject({ ok: false, problem: 'INVALID_DATA' });
  });

  it('knows as few types and versions as `decode` does, and brings old ones up', () => {
    expect(catalogue.decodeTolerantly(stored(4), {})).toMatchObject({ problem: 'UNKNOWN_VERSION' });
    expect(catalogue.decodeTolerantly({ ...stored(1), type: 'New' }, {})).toMatchObject({
      problem: 'UNKNOWN_TYPE',
    });
    expect(catalogue.decodeTolerantly(stored(1), { minutes: 2 })).toMatchObject({
      data: { waitedSec: 120 },
    });
  });
});

describe('a catalogue', () => {
  it('refuses two definitions of one event', () => {
    const again = defineEvents(home, { Shipped: { version: 1, data: t.object({}) } });
    expect(() => catalogueOf(shipped, again)).toThrow(
      'two definitions of event triage/sample.Shipped',
    );
    const elsewhere = defineEvents({ ...home, category: 'other' }, { Shipped: again.Shipped });
    expect(catalogueOf(shipped, elsewhere).definitions).toHaveLength(2);
  });

  it('refuses a definition that forgot where it comes from', () => {
    const upcast = { 2: (data: unknown) => data };
    const gap = defineEvents(home, { Shipped: { version: 3, data: t.object({}), upcast } });
    expect(() => catalogueOf(gap)).toThrow('triage/sample.Shipped has no upcaster from version 1');
  });

  it('finds a definition by where its events are', () => {
    expect(catalogue.find('triage', 'sample', 'Shipped')).toBe(shipped.Shipped);
    expect(catalogue.find('triage', 'sample', 'Lost')).toBeUndefined();
  });

  it('names the place of a problem and never repeats the value', () => {
    const problems = catalogue.problems(shipped.Shipped, { waitedSec: 'call me on 555' });
    expect(problems).toEqual(['/waitedSec must be integer']);
  });
});

describe('the catalogue of the product', () => {
  it.each(
    redressCatalogue.definitions.map((each) => [`${each.log}/${each.category}.${each.type}`, each]),
  )('%s has a schema that compiles, and refuses what is no object', (_, definition) => {
    expect(redressCatalogue.problems(definition, 'text')).toEqual(['must be object']);
    const at = { ...definition, schemaVersion: definition.version };
    expect(redressCatalogue.decodeTolerantly(at, 'text')).toMatchObject({
      problem: 'INVALID_DATA',
    });
  });

  it('tells the events of one name apart by category: each service notes facts of its own', () => {
    const noted = redressCatalogue.definitions.filter(({ type }) => type === 'CaseFactNoted');
    const categories = noted.map(({ category }) => category).sort();
    expect(categories).toEqual(['clock', 'closure', 'investigation', 'resolution']);
  });

  it('gives its schemas by log, event and version', () => {
    expect(frozenSchemas(catalogue)).toEqual({
      triage: {
        'sample.Shipped': {
          3: {
            type: 'object',
            additionalProperties: false,
            required: ['waitedSec'],
            properties: { waitedSec: { type: 'integer', minimum: 0, maximum: 1_000 } },
          },
        },
      },
    });
  });
});
