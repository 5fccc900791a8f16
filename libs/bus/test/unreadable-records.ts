import type { NewEvent } from '@redress/event-log';

/** Events that are meant for the consumer and that it cannot read, one per key, and why. */
export function decodeProblemRecords(
  keys: readonly string[],
): { event: Partial<NewEvent> & { key: string }; problem: string }[] {
  const [a = '', b = '', c = '', d = ''] = keys;
  return [
    { event: { key: a, data: null }, problem: 'INVALID_DATA' },
    { event: { key: b, data: { n: 'many' } }, problem: 'INVALID_DATA' },
    { event: { key: c, schemaVersion: 99 }, problem: 'UNKNOWN_VERSION' },
    // The upcaster of version 1 cannot even look at this one.
    { event: { key: d, schemaVersion: 1, data: null }, problem: 'INVALID_DATA' },
  ];
}
