import fc from 'fast-check';

/** A schema of the OpenAPI document, as far as bodies need it. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** An operation of the document, and where it is. */
export interface Operation {
  readonly method: string;
  /** With the names of its parameters, e.g. `/api/v1/complaints/{id}/thank`. */
  readonly path: string;
  readonly permission: string;
  readonly body?: Schema;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface DescribedOperation {
  readonly 'x-permission'?: string;
  readonly requestBody?: { content: { 'application/json': { schema: Schema } } };
}

/** The operations that need a permission, and the schemas that they name. */
export async function describedOperations(url: string) {
  const response = await fetch(`${url}/api/openapi.json`);
  const { paths, components } = (await response.json()) as OpenApi;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]): Operation[] => {
      const permission = operation['x-permission'];
      const body = operation.requestBody?.content['application/json'].schema;
      if (permission === undefined) return [];
      return [{ method: method.toUpperCase(), path, permission, ...(body ? { body } : {}) }];
    }),
  );
  return { operations, schemas: components.schemas };
}

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom('你好', '🙂', "'; drop table events; --", '\u202e', 'A', 'x'.repeat(200)),
);

const times = fc.constantFrom(
  '1970-01-01T00:00:00Z',
  '2026-03-01T17:30:00+08:00',
  '9999-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
);

/** Bodies as the document describes them, in form right and in content nonsense. */
export function describedBody(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  ids: readonly string[],
): fc.Arbitrary<unknown> {
  const again = (inner: Schema) => describedBody(inner, schemas, ids);
  const named = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
  if (named) return again(schemas[named] ?? {});
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => [name, again(field)] as const,
    );
    const requiredKeys = [...(schema.required ?? [])];
    return fc.record(Object.fromEntries(fields), { requiredKeys });
  }
  if (schema.items) return fc.array(again(schema.items), { minLength: 1, maxLength: 3 });
  if (schema.format === 'uuid') return fc.constantFrom(...ids);
  if (schema.format === 'date-time') return times;
  if (schema.format === 'date') return fc.constantFrom('2017-02-28', '1900-01-01');
  if (schema.type === 'integer') {
    const { minimum: min = 0, maximum: max = 10 } = schema;
    return fc.integer({ min, max: Math.min(max, Number.MAX_SAFE_INTEGER) });
  }
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
  return texts;
}
