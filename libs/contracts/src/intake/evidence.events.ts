import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/** A piece of evidence, known by the hash of its bytes; the bytes stay where they are kept. */
export const evidenceEvents = defineEvents(
  { log: 'intake', category: 'evidence' },
  {
    EvidenceRegistered: {
      version: 1,
      data: t.object({
        sha256: t.sha256(),
        kind: t.oneOf(['DOCUMENT', 'PHOTO', 'RECORDING', 'MESSAGE', 'SYSTEM_LOG', 'GOODS']),
        source: t.oneOf(['CUSTOMER', 'STAFF', 'SYSTEM', 'THIRD_PARTY']),
        complaintId: t.optional(t.id()),
        sizeBytes: t.optional(t.int(0, 1_000_000_000_000)),
      }),
    },
  },
);

export type EvidenceEvent = AnyEventOf<typeof evidenceEvents>;
