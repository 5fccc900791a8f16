import type { TSchema } from 'typebox';
import { type SealedBy, sealedKeyword } from './schema.js';

/** A text of an event that must not be stored in clear. */
export interface SealableText {
  readonly by: SealedBy;
  /** JSON pointer (RFC 6901) of the field in the data, e.g. `/whyChain/0`. */
  readonly pointer: string;
  /** What stands there; not checked to be a text. */
  readonly value: unknown;
}

/** The personal and tenant texts that stand in `data`, found by the event's schema. */
export function sealableTexts(schema: TSchema, data: unknown): SealableText[] {
  const found: SealableText[] = [];
  collect(schema, data, '', found);
  return found;
}

/**
 * A copy of `data` in which the value at each JSON pointer is replaced. Throws RangeError when there
 * is no value at a pointer: a text that is not replaced would be stored in clear.
 */
export function replaceAt(data: unknown, replacements: ReadonlyMap<string, unknown>): unknown {
  const missing = new Set(replacements.keys());
  const rebuild = (value: unknown, pointer: string): unknown => {
    if (missing.delete(pointer)) return replacements.get(pointer);
    if (Array.isArray(value)) {
      return value.map((item, index) => rebuild(item, `${pointer}/${index}`));
    }
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value);
    return Object.fromEntries(
      fields.map(([name, field]) => [name, rebuild(field, `${pointer}/${escaped(name)}`)]),
    );
  };
  const copy = rebuild(data, '');
  if (missing.size > 0) throw new RangeError(`no value at ${[...missing].join(', ')}`);
  return copy;
}

/** What of a JSON Schema the walk needs to know. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly oneOf?: readonly TSchema[];
  readonly [sealedKeyword]?: SealedBy;
}

function collect(schema: TSchema, data: unknown, pointer: string, found: SealableText[]): void {
  if (data === undefined || data === null) return;
  const node = schema as SchemaNode;
  const by = node[sealedKeyword];
  if (by) {
    found.push({ by, pointer, value: data });
  } else if (node.items && Array.isArray(data)) {
    for (const [index, item] of data.entries())
      collect(node.items, item, `${pointer}/${index}`, found);
  } else if (node.properties && typeof data === 'object') {
    const fields = data as Record<string, unknown>;
    for (const [name, field] of Object.entries(node.properties)) {
      collect(field, fields[name], `${pointer}/${escaped(name)}`, found);
    }
  } else if (node.oneOf && typeof data === 'object') {
    const variant = node.oneOf.find((each) => isVariantOf(each, data));
    if (variant) collect(variant, data, pointer, found);
  }
}

/** Whether the constant fields of the variant (its tag) have the same values in the data. */
function isVariantOf(variant: TSchema, data: object): boolean {
  const fields = Object.entries((variant as SchemaNode).properties ?? {});
  const tags = fields.filter(([, field]) => 'const' in field);
  return tags.every(([name, field]) => {
    return (data as Record<string, unknown>)[name] === (field as { const?: unknown }).const;
  });
}

/** A field name as one segment of a JSON pointer. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
