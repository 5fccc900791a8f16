import fc from 'fast-check';
import { type NoteApp, noteId, startNoteApp } from './note-app.js';

let notes: NoteApp;
let token: string;
beforeAll(async () => {
  notes = await startNoteApp();
  token = await notes.token('agent');
});
afterAll(() => notes.app.close());

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: string[];
  readonly format?: string;
  readonly maximum?: number;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
}
interface Operation {
  readonly requestBody?: { content: { 'application/json': { schema: Schema } } };
}

const nasty = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00',
  "' OR 1=1 --",
  '%{jndi:ldap://x}',
  '<script>',
  '1e999',
  -0,
  2 ** 53,
  -1,
  0.1,
  [],
  {},
  [[]],
  { $gt: '' },
  true,
  'NaN',
  'Infinity',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  'x'.repeat(20_001),
  Array(1_001).fill(0),
);

/** A value as the document describes it, or anything but. */
function describedBy(schema: Schema, schemas: Record<string, Schema>): fc.Arbitrary<unknown> {
  const named = schema.$ref?.split('/').at(-1);
  if (named) return describedBy(schemas[named] ?? {}, schemas);
  return fc.oneof(
    { weight: 5, arbitrary: fitting(schema, schemas) },
    { weight: 1, arbitrary: nasty },
  );
}

function fitting(schema: Schema, schemas: Record<string, Schema>): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => [name, describedBy(field, schemas)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  }
  if (schema.items) return fc.array(describedBy(schema.items, schemas), { maxLength: 4 });
  if (schema.format === 'uuid') return fc.constant(noteId);
  if (schema.format === 'date-time') return fc.constant('2026-03-01T17:30:00+08:00');
  if (schema.type === 'integer') return fc.integer({ min: 0, max: schema.maximum ?? 10 });
  if (schema.type === 'boolean') return fc.boolean();
  return fc.string({ unit: 'binary', maxLength: 30 });
}

const segment = fc.oneof(
  fc.constant(noteId),
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => !/[\ud800-\udfff]/.test(text))
    .map(encodeURIComponent),
  fc.constantFrom('', '.', '..', '%', '%2e%2e', '%00', '%c0%80', ';', '*', ':id', 'x'.repeat(300)),
);

const headerText = fc.oneof(
  fc.constantFrom('', '*', '"1"', 'W/"1"', 'intake/3/17', ',,,', 'CASE_HANDLING', '00-x', 'key'),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
);

jest.setTimeout(120_000);

describe('the edge under hostile requests (S08)', () => {
  it('never answers 5xx, and refuses only with problem documents', async () => {
    const document = (await notes.app.inject({ url: '/api/openapi.json' })).json();
    const { schemas } = document.components;
    const operations = Object.entries<Record<string, Operation>>(document.paths)
      .filter(([path]) => path.startsWith('/api/v1/') && !/\/(break|cut)$/.test(path))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
      );

    const requests = fc.constantFrom(...operations).chain(({ path, method, operation }) => {
      const schema = operation.requestBody?.content['application/json'].schema;
      const described = schema ? describedBy(schema, schemas) : fc.jsonValue();
      return fc.record({
        method: fc.oneof(
          { weight: 9, arbitrary: fc.constant(method) },
          fc.constantFrom('delete', 'patch', 'head'),
        ),
        path: fc.constant(path),
        segment,
        query: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, fc.webQueryParameters()),
        body: fc.oneof(
          {
            weight: 4,
            arbitrary: described.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
          },
          {
            weight: 1,
            arbitrary: fc.json({ noUnicodeString: false }).map((text) => Buffer.from(text)),
          },
          {
            weight: 1,
            arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
          },
        ),
        type: fc.oneof({ weight: 6, arbitrary: fc.constant('application/json') }, headerText),
        headers: fc.dictionary(
          fc.constantFrom(
            'if-match',
            'redress-after',
            'redress-purpose',
            'idempotency-key',
            'accept-language',
            'traceparent',
            'content-encoding',
          ),
          headerText,
        ),
      });
    });

    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        requests,
        async ({ method, path, segment: part, query, body, type, headers }) => {
          const response = await notes.app.inject({
            method: method.toUpperCase() as 'POST',
            url: `${path.replace(/\{\w+\}/g, part)}${query === '' ? '' : `?${query}`}`,
            headers: {
              authorization: `Bearer ${token}`,
              'idempotency-key': 'k',
              'content-type': type,
              ...headers,
            },
            ...(method === 'get' || method === 'head' ? {} : { payload: body }),
          });
          seen.set(response.statusCode, (seen.get(response.statusCode) ?? 0) + 1);
          expect(response.statusCode).toBeLessThan(500);
          if (response.statusCode >= 400) {
            expect(response.headers['content-type']).toBe(
              'application/problem+json; charset=utf-8',
            );
          }
        },
      ),
      { numRuns: 2_000 },
    );
    // A run that only ever meets one wall has tested one wall.
    for (const status of [200, 400, 404, 405, 415])
      expect(seen.get(status) ?? 0).toBeGreaterThan(0);
  });
});
