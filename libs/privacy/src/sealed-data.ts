import { type SealedBy, sealableTexts } from '@redress/contracts';
import type { Unsealed } from '@redress/event-log';
import type { StreamRef } from '@redress/kernel';

/** The clear texts of one event, by subject, then by JSON pointer into its data. */
export type TextsBySubject = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The texts that must be sealed. Throws when a text is not a `personal(...)` one or is longer than
 * its schema allows: the edge checks both, so this is a bug.
 */
export function textsBySubject({ definition, stream, data }: Unsealed): TextsBySubject {
  const bySubject = new Map<string, Map<string, string>>();
  for (const { by, pointer, value } of sealableTexts(definition.data, data)) {
    const text = (value as { readonly personal?: unknown }).personal;
    if (typeof text !== 'string') throw new TypeError(`${definition.type}${pointer} is no text`);
    if (text.length > by.maxLength) {
      throw new RangeError(`${definition.type}${pointer} is longer than ${by.maxLength}`);
    }
    const subject = `${by.subject}:${nameOfSubject(by, stream, data)}`;
    const texts = bySubject.get(subject) ?? new Map<string, string>();
    texts.set(pointer, text);
    bySubject.set(subject, texts);
  }
  return bySubject;
}

function nameOfSubject(by: SealedBy, stream: StreamRef, data: unknown): string {
  if (by.subject === 'tenant') return stream.tenantId;
  if (by.field === undefined) return stream.id;
  const named = (data as Readonly<Record<string, unknown>>)[by.field];
  if (typeof named !== 'string') throw new TypeError(`${by.field} names no ${by.subject}`);
  return named;
}

/** Where stored data holds sealed texts, and whose they are: JSON pointer → subject. */
export function sealedPointers(data: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  collect(data, '', found);
  return found;
}

function collect(data: unknown, pointer: string, found: Map<string, string>): void {
  if (typeof data !== 'object' || data === null) return;
  const { sealed } = data as { sealed?: unknown };
  if (typeof sealed === 'string') {
    found.set(pointer, sealed);
    return;
  }
  for (const [name, value] of Object.entries(data)) collect(value, `${pointer}/${name}`, found);
}

/** `/whyChain/0` → `whyChain`: what a person calls the field that was shown. */
export function fieldName(pointer: string): string {
  return pointer.split('/')[1] ?? pointer;
}
