import {
  type LocalDate,
  type PersonalText,
  type TenantText,
  type Timestamp,
  timestampPattern,
  type Uuid,
  uuidPattern,
} from '@redress/kernel';
import { type Static, type TArray, type TSchema, Type } from 'typebox';

/** Whose key seals a text: erasing that subject makes it unreadable everywhere. */
export type SubjectKind = 'complaint' | 'customer' | 'user' | 'tenant';

/** Keyword of the JSON Schema that marks a sealed field and says who its subject is. */
export const sealedKeyword = 'x-sealed';

/** What the sealed keyword holds. `field`: the field of the data that names the subject. */
export interface SealedBy {
  readonly subject: SubjectKind;
  /** Without it the stream's own id names the subject. */
  readonly field?: string;
  readonly maxLength: number;
}

/** A text as it is stored: the subject's name in its place, the words in the subject's ciphertext. */
function sealed<Text>(by: SealedBy) {
  return Type.Unsafe<Text>({
    type: 'object',
    required: ['sealed'],
    additionalProperties: false,
    properties: {
      sealed: { type: 'string', pattern: '^(complaint|customer|user|tenant):[^:]{1,64}$' },
    },
    [sealedKeyword]: by,
  });
}

/**
 * The only way to describe the data of an event. It offers no plain string on purpose: free text
 * is either `personalText` or `tenantText`, and both are stored as ciphertext.
 */
export const t = {
  /** The uuid of a thing. */
  id: () => Type.Unsafe<Uuid>({ type: 'string', pattern: uuidPattern.source }),
  /** The id of an actor: a user's uuid or the stable name of a system actor. */
  actorId: () =>
    Type.Unsafe<string>({ type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' }),
  /** One of a closed list of codes. */
  oneOf: <const Codes extends readonly string[]>(codes: Codes) =>
    Type.Unsafe<Codes[number]>({ type: 'string', enum: [...codes] }),
  /** A code of a list that the tenant keeps, e.g. a cause of level 2: `BATTERY_SWELLS`. */
  code: () => Type.Unsafe<string>({ type: 'string', pattern: '^[A-Z0-9][A-Z0-9_.-]{0,79}$' }),
  /** A reference of another system or a number that people quote: `C-2026-000123`. */
  ref: () =>
    Type.Unsafe<string>({ type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,127}$' }),
  /** An integer; a float cannot be declared, because folds must be exact. */
  int: (minimum: number, maximum: number) => Type.Integer({ minimum, maximum }),
  /** True or false. */
  flag: () => Type.Boolean(),
  /** An instant in UTC with milliseconds. */
  timestamp: () => Type.Unsafe<Timestamp>({ type: 'string', pattern: timestampPattern.source }),
  /** A date of the calendar whose zone is said elsewhere in the event. */
  localDate: () => Type.Unsafe<LocalDate>({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  /** `HH:MM` of a local day, `24:00` for its end. */
  localTime: () =>
    Type.Unsafe<string>({ type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' }),
  /** IANA time zone, e.g. `Asia/Shanghai`. */
  zone: () => Type.Unsafe<string>({ type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$' }),
  /** BCP 47 language tag, e.g. `zh-CN`. */
  language: () =>
    Type.Unsafe<string>({ type: 'string', pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$' }),
  /** ISO 4217 code; amounts beside it are in its minor unit. */
  currency: () => Type.Unsafe<string>({ type: 'string', pattern: '^[A-Z]{3}$' }),
  /** A SHA-256, or a keyed one, as 64 lower-case hex digits. */
  sha256: () => Type.Unsafe<string>({ type: 'string', pattern: '^[0-9a-f]{64}$' }),
  /** Text about a person, sealed with the key of its subject; see `SealedBy`. */
  personalText: (
    subject: Exclude<SubjectKind, 'tenant'>,
    more: { field?: string; maxLength?: number } = {},
  ) => sealed<PersonalText>({ subject, maxLength: 20_000, ...more }),
  /** The tenant's own words about its business, sealed with the tenant's key. */
  tenantText: (more: { maxLength?: number } = {}) =>
    sealed<TenantText>({ subject: 'tenant', maxLength: 20_000, ...more }),
  /** At most `maxItems` of the same. */
  list: <Item extends TSchema>(item: Item, maxItems: number): TArray<Item> =>
    Type.Array(item, { maxItems }),
  /** A field that may be absent; it is never null. */
  optional: <Field extends TSchema>(field: Field) => Type.Optional(field),
  /** An object with these fields and no others. */
  object: <const Fields extends Record<string, TSchema>>(fields: Fields) =>
    Type.Object(fields, { additionalProperties: false }),
  /** A union told apart by the field `type`; each variant lists its other fields. */
  variants: <const Variants extends VariantFields>(variants: Variants) =>
    variantsBy('type', variants),
  /** A union told apart by the field `kind`. */
  kinds: <const Variants extends VariantFields>(variants: Variants) => variantsBy('kind', variants),
};

type VariantFields = Record<string, Record<string, TSchema>>;

function variantsBy<Tag extends 'type' | 'kind', const Variants extends VariantFields>(
  tag: Tag,
  variants: Variants,
) {
  return Type.Unsafe<VariantOf<Tag, Variants>>({
    type: 'object',
    required: [tag],
    oneOf: Object.entries(variants).map(([name, fields]) =>
      Type.Object({ [tag]: Type.Literal(name), ...fields }, { additionalProperties: false }),
    ),
  });
}

type FieldsOf<Fields extends Record<string, TSchema>> = Static<
  ReturnType<typeof Type.Object<Fields>>
>;

type VariantOf<Tag extends string, Variants extends VariantFields> = {
  [Name in keyof Variants & string]: { readonly [Key in Tag]: Name } & FieldsOf<Variants[Name]>;
}[keyof Variants & string];
