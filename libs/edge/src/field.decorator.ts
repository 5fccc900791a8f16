import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsObject,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { type FieldRule, item } from './field-rule.js';

/** The part that every field decorator takes. An optional field may be absent, never null. */
export interface FieldOptions {
  readonly optional?: true;
  readonly description?: string;
  readonly example?: unknown;
}

/** A class of fields, named lazily so that two may name each other. */
export type DtoOf = () => new () => object;

/** class-transformer group in which text of a query string is read as number or flag. */
export const queryGroup = 'query';

/** The uuid of a thing. */
export function IdField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.id(), options);
}

/** A code of a list that the tenant keeps: `BATTERY_SWELLS`. */
export function CodeField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.code(), options);
}

/** One of a closed list of codes. */
export function OneOfField(
  codes: readonly string[],
  options: FieldOptions = {},
): PropertyDecorator {
  return valueField(item.oneOf(codes), options);
}

/** A whole number between the bounds, both included. */
export function IntField(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.int(min, max), options);
}

/** true or false. */
export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.flag(), options);
}

/** RFC 3339 with any offset; the field then holds UTC with milliseconds, a kernel `Timestamp`. */
export function TimestampField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.timestamp(), options);
}

/** A date of the calendar, `YYYY-MM-DD`. */
export function LocalDateField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.localDate(), options);
}

/** `HH:MM` of a local day, `24:00` for its end. */
export function LocalTimeField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.localTime(), options);
}

/**
 * Text of 1 to `maxLength` UTF-16 units, not blank. A string in the DTO: the controller wraps it
 * with `personal()` before it may become part of an event.
 */
export function TextField(maxLength: number, options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.text(maxLength), options);
}

/** A reference of another system, or a number that people quote. */
export function RefField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.ref(), options);
}

/** ISO 4217 currency code. */
export function CurrencyField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.currency(), options);
}

/** BCP 47 language tag. */
export function LanguageField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.language(), options);
}

/** A time zone that this runtime knows. */
export function ZoneField(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.zone(), options);
}

/** SHA-256 as 64 lower-case hex digits. */
export function Sha256Field(options: FieldOptions = {}): PropertyDecorator {
  return valueField(item.sha256(), options);
}

/** A nested object of another DTO. */
export function ObjectField(dto: DtoOf, options: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    // Swagger knows a lazy type by the name of its function, which must be "type".
    ApiProperty({ type: () => dto(), required: !options.optional, ...documented(options) }),
    Type(dto),
    IsObject({ message: 'must be an object' }),
    ValidateNested(),
    ...ifPresent(options),
  );
}

/** A list of nested objects, `@ListField(() => Share, 10)`, or of values, `@ListField(item.id(), 20)`. */
export function ListField(
  of: DtoOf | FieldRule,
  maxItems: number,
  options: FieldOptions & { readonly minItems?: number } = {},
): PropertyDecorator {
  const minItems = options.minItems ?? 0;
  const schema = { required: !options.optional, minItems, maxItems, ...documented(options) };
  const bounds = [
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(maxItems, { message: `must have at most ${maxItems} entries` }),
    ...(minItems > 0 ? [atLeast(minItems)] : []),
    ...ifPresent(options),
  ];
  if (typeof of === 'function') {
    return applyDecorators(
      ApiProperty({ type: () => of(), isArray: true, ...schema }),
      Type(of),
      ValidateNested({ each: true, message: 'must be a list of objects' }),
      noListInList(),
      ...bounds,
    );
  }
  return applyDecorators(
    ApiProperty({ type: 'array', items: { ...of.schema }, ...schema }),
    ...conversions(of, (value, one) => (Array.isArray(value) ? value.map(one) : value)),
    check(of, true),
    ...bounds,
  );
}

function valueField(rule: FieldRule, options: FieldOptions): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ ...rule.schema, required: !options.optional, ...documented(options) }),
    ...conversions(rule, (value, one) => one(value)),
    check(rule, false),
    ...ifPresent(options),
  );
}

/** Decorators that unify spellings and, for a query only, read text as what it stands for. */
function conversions(
  rule: FieldRule,
  apply: (value: unknown, one: (value: unknown) => unknown) => unknown,
): PropertyDecorator[] {
  const { normalise, fromText } = rule;
  const made: PropertyDecorator[] = [];
  if (normalise) {
    made.push(Transform(({ value }) => apply(value, normalise), { toClassOnly: true }));
  }
  if (fromText) {
    const read = (value: unknown) => (typeof value === 'string' ? fromText(value) : value);
    made.push(
      Transform(({ value }) => apply(value, read), { toClassOnly: true, groups: [queryGroup] }),
    );
  }
  return made;
}

function check(rule: FieldRule, each: boolean): PropertyDecorator {
  const message = each ? `must have entries that are ${rule.says}` : `must be ${rule.says}`;
  return ValidateBy(
    {
      name: 'fieldRule',
      validator: { validate: (value) => rule.accepts(value), defaultMessage: () => message },
    },
    { each },
  );
}

function atLeast(minItems: number): PropertyDecorator {
  const message = `must have at least ${minItems} entries`;
  return ValidateBy({
    name: 'listMin',
    validator: {
      validate: (value) => Array.isArray(value) && value.length >= minItems,
      defaultMessage: () => message,
    },
  });
}

/** A list within the list would pass as nested: its own entries are validated, if it has any. */
function noListInList(): PropertyDecorator {
  return ValidateBy({
    name: 'noListInList',
    validator: {
      validate: (value) => !Array.isArray(value) || !value.some(Array.isArray),
      defaultMessage: () => 'must be a list of objects',
    },
  });
}

// Not IsOptional: that one lets null through as well.
function ifPresent(options: FieldOptions): PropertyDecorator[] {
  return options.optional ? [ValidateIf((_, value) => value !== undefined)] : [];
}

function documented({ description, example }: FieldOptions) {
  return {
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  };
}
