import type { LogRecord } from '@redress/event-log';

/** A record as JSON: ciphertexts, the only bytes in it, as base64. */
export type ParkedRecord = Omit<LogRecord, 'sealed'> & {
  readonly sealed: readonly { readonly subject: string; readonly ciphertext: string }[];
};

/** What is stored of a parked record; `recordFromParked` gives back an equal record. */
export function parkedFromRecord(record: LogRecord): ParkedRecord {
  const sealed = record.sealed.map(({ subject, ciphertext }) => ({
    subject,
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  }));
  return { ...record, sealed };
}

/** The record that was parked. */
export function recordFromParked(parked: ParkedRecord): LogRecord {
  const sealed = parked.sealed.map(({ subject, ciphertext }) => ({
    subject,
    ciphertext: Uint8Array.from(Buffer.from(ciphertext, 'base64')),
  }));
  return { ...parked, sealed };
}
