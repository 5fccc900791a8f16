import { type TestDatabase, testDatabase } from '@redress/testing';
import fc from 'fast-check';
import { Client } from 'pg';
import { copyStates } from './copy-rows.js';
import type { PlacedState } from '../fold/fold-batch.js';
import type { Generation, Projection, Row } from '../index.js';
import { upsertRows } from '../projection-tables.sql.js';

const columns = {
  text: 'text',
  list: 'text[]',
  small: 'integer',
  large: 'bigint',
  flag: 'boolean',
  at: 'timestamptz',
  day: 'date',
  document: 'jsonb',
} as const;

/** Shows the state itself. */
const mirror: Projection<Row<typeof columns>> = {
  ...{ name: 'mirror', version: 1, log: 'intake', events: [], columns },
  key: ({ envelope }) => envelope.stream.id,
  initialState: { ...columns },
  fold: (state) => state,
  row: (state) => ({ ...state }),
};

// PostgreSQL knows no text with a NUL in it, nor half of a pair of surrogates.
const text = fc.oneof(
  fc.constantFrom('', '\\N', '\\.', '\\', '\t', '\n', '\r\n', '"', "'", '{a,b}', 'null', 'NULL'),
  fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', '')),
  fc.string({
    unit: fc.constantFrom('\\', '\t', '\n', '\r', '"', ',', '{', '}', 'N', '.', 'é', '😀'),
  }),
);
const json = fc.jsonValue({ stringUnit: 'grapheme-ascii' });
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 5 });
const instant = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const row = fc.record({
  text: orNull(text),
  list: orNull(fc.array(orNull(text), { maxLength: 4 })),
  small: orNull(fc.integer()),
  large: orNull(fc.maxSafeInteger()),
  flag: orNull(fc.boolean()),
  at: orNull(instant),
  day: orNull(instant.map((each) => each.slice(0, 10))),
  document: orNull(json),
});

describe('rows that are copied', () => {
  let database: TestDatabase;
  let client: Client;
  const copied: Generation = { projection: mirror, table: 'copied' };
  const upserted: Generation = { projection: mirror, table: 'upserted' };

  beforeAll(async () => {
    database = await testDatabase();
    client = new Client(database.admin);
    await client.connect();
    const shown = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    for (const table of ['copied', 'upserted']) {
      await client.query(
        `create table ${table} (tenant_id text, key text, partition smallint, state json,
           shown boolean, ${shown.join(', ')}, primary key (tenant_id, key))`,
      );
    }
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('are what a live batch would have written, value by value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), text, async (rows, name) => {
        await client.query('truncate copied, upserted');
        const states = rows.map((state, n): PlacedState => {
          return { at: at(`${name}${n}`), partition: 3, state };
        });
        await copyStates({ client, generation: copied }, () => states);
        const live = states.map(({ at: { tenantId: tenant_id, key }, state }) => {
          return { ...(state as object), tenant_id, key, partition: 3, state, shown: true };
        });
        await client.query(upsertRows(upserted), [JSON.stringify(live)]);
        const read = (table: string) =>
          client.query(
            `select *, state::text as state_text from ${table} order by key collate "C"`,
          );
        const { rows: asCopied } = await read('copied');
        const { rows: asUpserted } = await read('upserted');
        expect(asCopied).toHaveLength(rows.length);
        expect(asCopied).toEqual(asUpserted);
      }),
      { numRuns: 60 },
    );
  });

  it('read back as the texts they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
        await client.query('truncate copied');
        const states = texts.map((each, n): PlacedState => {
          return {
            at: at(String(n).padStart(3, '0')),
            partition: 0,
            state: { text: each, list: texts },
          };
        });
        await copyStates({ client, generation: copied }, () => states);
        const { rows } = await client.query('select text, list, state from copied order by key');
        expect(rows.map((each) => each.text)).toEqual(texts);
        expect(rows[0]?.list).toEqual(texts);
        expect(rows[0]?.state).toEqual({ text: texts[0], list: texts });
      }),
      { numRuns: 60 },
    );
  });
});

function at(key: string) {
  return { tenantId: 'one\ttwo\\', key };
}
