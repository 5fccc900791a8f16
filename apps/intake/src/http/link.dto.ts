import { IdField, IntField, item, ListField, TextField } from '@redress/edge';

/** Most pieces of evidence of one link. */
const evidenceMax = 20;

const evidence = { description: 'The registered evidence that it rests on.' } as const;

export class LinkIdentityDto {
  @IdField({ description: 'The customer who is the same one.' })
  otherId: string;

  @ListField(item.id(), evidenceMax, evidence)
  evidenceIds: string[];

  @IntField(1, 100, { description: 'How sure it is, in percent.' })
  confidencePct: number;
}

export class UnlinkIdentityDto {
  @IdField({ description: 'The customer to whom this one was linked.' })
  otherId: string;

  @TextField(2_000)
  reason: string;
}

export class LinkComplainantDto {
  @IdField({ description: 'The customer whom the complainant is proven to be.' })
  customerId: string;

  @ListField(item.id(), evidenceMax, evidence)
  evidenceIds: string[];

  @IntField(1, 100, { description: 'How sure it is, in percent.' })
  confidencePct: number;
}

export class UnlinkComplainantDto {
  @IdField()
  customerId: string;

  @TextField(2_000)
  reason: string;
}
