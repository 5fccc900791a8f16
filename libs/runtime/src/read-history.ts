import type { LogRecord } from '@redress/event-log';
import type { Privacy } from '@redress/privacy';
import type { HistoryEntry, ReadRequest } from './service-runtime.js';

/** Records as a person may see them: with their texts where a purpose is stated, else without. */
export async function readHistory(
  records: readonly LogRecord[],
  { tenantId, actor, purpose }: ReadRequest,
  privacy: Pick<Privacy, 'reveal' | 'withhold'>,
): Promise<HistoryEntry[]> {
  const data =
    purpose === undefined
      ? privacy.withhold(records)
      : await privacy.reveal(records, { tenantId, principal: actor.id, purpose });
  return records.map(({ envelope }, index) => {
    const { version, type, occurredAt, recordedAt, actor: by, origin } = envelope;
    return { version, type, occurredAt, recordedAt, actor: by, origin, data: data[index] };
  });
}
