import { IdField, IntField, OneOfField, Sha256Field } from '@redress/edge';

const kinds = ['DOCUMENT', 'PHOTO', 'RECORDING', 'MESSAGE', 'SYSTEM_LOG', 'GOODS'] as const;
const sources = ['CUSTOMER', 'STAFF', 'SYSTEM', 'THIRD_PARTY'] as const;

export class RegisterEvidenceDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  evidenceId?: string;

  @Sha256Field({ description: 'Hash of its bytes; the bytes stay where they are kept.' })
  sha256: string;

  @OneOfField(kinds)
  kind: (typeof kinds)[number];

  @OneOfField(sources)
  source: (typeof sources)[number];

  @IdField({ optional: true })
  complaintId?: string;

  @IntField(0, 1_000_000_000_000, { optional: true })
  sizeBytes?: number;
}
