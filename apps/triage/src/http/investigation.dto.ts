import {
  type Cause,
  causes,
  findingMethods,
  type Severity,
  severities,
  specialTypes,
} from '@redress/contracts';
import {
  CodeField,
  IdField,
  IntField,
  item,
  ListField,
  OneOfField,
  RefField,
  TextField,
} from '@redress/edge';

const parties = ['DEPARTMENT', 'CUSTOMER', 'THIRD_PARTY'] as const;

export class ClassifyComplaintDto {
  @OneOfField(causes)
  cause: Cause;

  @ListField(item.code(), 4, { optional: true, description: 'Causes below level 1, from the top.' })
  causePath?: string[];

  @OneOfField(severities, {
    description: 'S1 health, safety, legal or media; S2 large loss or many; S3 normal; S4 minor.',
  })
  severity: Severity;

  @ListField(item.oneOf(specialTypes), 10, { optional: true })
  specialTypes?: (typeof specialTypes)[number][];

  @CodeField({ optional: true })
  regionCode?: string;

  @RefField({ optional: true })
  productId?: string;

  @RefField({ optional: true, description: 'Batch of the goods, for tracing.' })
  lot?: string;

  @IntField(0, 10, { optional: true, description: 'Between what was expected and experienced.' })
  gap?: number;

  @IntField(0, 10, { optional: true })
  intensity?: number;

  @IntField(1, 1_000_000, { optional: true, description: 'The taxonomy in force by default.' })
  taxonomyVersion?: number;
}

export class AssignCaseDto {
  @IdField({ description: 'The user who answers for the case from now on.' })
  ownerId: string;

  @IdField({ optional: true })
  teamId?: string;

  @TextField(2_000)
  reason: string;
}

export class StartInvestigationDto {
  @IdField({ optional: true, description: 'The owner of the case by default.' })
  leadId?: string;

  @TextField(5_000, { description: 'What is to be found out, and how.' })
  plan: string;
}

export class RecordFindingDto {
  @OneOfField(findingMethods)
  method: (typeof findingMethods)[number];

  @ListField(item.id(), 50, { description: 'The registered evidence that it rests on.' })
  evidenceIds: string[];

  @ListField(item.text(1_000), 5, { optional: true, description: 'Five whys, from the symptom.' })
  whyChain?: string[];

  @TextField(5_000)
  conclusion: string;
}

export class ShareDto {
  @OneOfField(parties)
  party: (typeof parties)[number];

  @IdField({ optional: true, description: 'Of a DEPARTMENT, and only there.' })
  departmentId?: string;

  @IntField(0, 100)
  pct: number;
}

export class AttributeResponsibilityDto {
  @ListField(() => ShareDto, 20, { description: 'Together 100 percent.' })
  shares: ShareDto[];

  @IntField(1, 1_000_000, { optional: true, description: 'Version of the rules; 1 by default.' })
  ruleVersion?: number;

  @TextField(5_000)
  rationale: string;
}
