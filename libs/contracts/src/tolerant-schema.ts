import { sealedKeyword } from './schema.js';

/** Keyword that lists the codes that are known, where more may come. */
export const knownCodesKeyword = 'x-extensible-enum';

/** A JSON Schema as a plain value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The schema of an event as a subscriber reads it, who may know an older release of it: unknown
 * fields, unknown codes of a list and unknown variants pass, all that is known must fit.
 */
export function tolerantSchema(schema: JsonSchema): JsonSchema {
  if (sealedKeyword in schema) return schema;
  const { additionalProperties: _, enum: codes, properties, items, oneOf, ...rest } = schema;
  return {
    ...rest,
    ...(codes === undefined ? {} : { type: 'string', [knownCodesKeyword]: codes }),
    ...(isSchema(properties) ? { properties: mapValues(properties, tolerantSchema) } : {}),
    ...(isSchema(items) ? { items: tolerantSchema(items) } : {}),
    ...(Array.isArray(oneOf) ? { anyOf: tolerantVariants(oneOf.filter(isSchema)) } : {}),
  };
}

/** The known variants, and any whose tag is none of theirs. */
function tolerantVariants(oneOf: readonly JsonSchema[]): readonly JsonSchema[] {
  const { tag, variants } = tagOfVariants(oneOf);
  const unknown = {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string', not: { enum: [...variants.keys()] } } },
  };
  return [...oneOf.map(tolerantSchema), unknown];
}

/** The field that tells variants apart, and the variants by what stands there. */
export function tagOfVariants(oneOf: readonly JsonSchema[]): {
  readonly tag: string;
  readonly variants: ReadonlyMap<unknown, JsonSchema>;
} {
  const tags = oneOf.map(({ properties }) => {
    const fields = Object.entries(isSchema(properties) ? properties : {});
    return fields.flatMap(([name, field]) =>
      isSchema(field) && 'const' in field ? [[name, field['const']] as const] : [],
    )[0];
  });
  const variants = oneOf.map((variant, index) => [tags[index]?.[1], variant] as const);
  return { tag: tags[0]?.[0] ?? '', variants: new Map(variants) };
}

function mapValues(fields: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, isSchema(field) ? change(field) : field]),
  );
}

/** True for an object; a schema that is only `true` or `false` is none of ours. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
