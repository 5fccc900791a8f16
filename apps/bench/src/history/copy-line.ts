import { systemActor } from '@redress/kernel';
import type { HistoryEvent, HistoryStream } from './history-row.js';

/** Columns of `<log>_events`, in the order of `eventLine`. */
export const eventColumns =
  'off, stream_no, recorded_at, occurred_at, version, partition, schema_version, id, type, ' +
  'meta, data, sealed_subjects, sealed_texts';

/** Columns of `<log>_streams`, in the order of `streamLine`. */
export const streamColumns =
  'stream_no, version, partition, tenant_id, category, stream_id, ordering_key';

// The texts of a made-up history are nobody's: their ciphertext is as long as a short one.
const dummyCiphertext = `\\\\x${'5ea1'.repeat(30)}`;
const actor = JSON.stringify(systemActor('bench'));

/** The row of an event as a line of COPY's text format; a journal has stream numbers of its own. */
export function eventLine(event: HistoryEvent, streamNo = event.streamNo): string {
  const { offset, recordedAt, occurredAt, version, partition, schemaVersion } = event;
  const { id, type, correlationId, data, sealedSubjects } = event;
  const meta = `{"actor":${actor},"origin":"IMPORT","correlationId":"${correlationId}"}`;
  const sealed =
    sealedSubjects.length === 0
      ? '\\N\t\\N'
      : `${arrayField(sealedSubjects)}\t${arrayField(sealedSubjects.map(() => dummyCiphertext))}`;
  return (
    `${offset}\t${streamNo}\t${recordedAt}\t${occurredAt}\t${version}\t${partition}\t` +
    `${schemaVersion}\t${id}\t${type}\t${meta}\t${field(JSON.stringify(data))}\t${sealed}\n`
  );
}

/** The row of a stream as a line of COPY's text format. */
export function streamLine(stream: HistoryStream): string {
  const { streamNo, version, partition, tenantId, category, id, orderingKey } = stream;
  const names = [tenantId, category, id, orderingKey].map(field);
  return `${[streamNo, version, partition, ...names].join('\t')}\n`;
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** A field of COPY; most have nothing to escape, and are found to at the cost of one look. */
function field(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}

function arrayField(items: readonly string[]): string {
  return field(`{${items.map((item) => `"${item}"`).join(',')}}`);
}
