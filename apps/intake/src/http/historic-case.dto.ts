import { ApiProperty } from '@nestjs/swagger';
import { type Channel, channels } from '@redress/contracts';
import {
  CodeField,
  FlagField,
  IntField,
  item,
  LanguageField,
  ListField,
  LocalDateField,
  ObjectField,
  OneOfField,
  RefField,
  TextField,
} from '@redress/edge';

/** Rows of one request: one group commit, and far below the limit of a body. */
export const batchItemsMax = 200;

export class DuplicateOfDto {
  @RefField({ description: 'Reference of the earlier, identical row.' })
  externalRef: string;

  @IntField(1, 1_000_000_000)
  rowNo: number;
}

export class HistoricCaseDto {
  @CodeField({ example: 'CFPB' })
  source: string;

  @RefField({ description: 'Its reference there: what makes a second run harmless.' })
  externalRef: string;

  @LocalDateField({ description: 'A day of the tenant’s zone.' })
  receivedDate: string;

  @LocalDateField({ optional: true })
  passedOnDate?: string;

  @OneOfField(channels)
  channel: Channel;

  @LanguageField()
  language: string;

  @OneOfField(['CLOSED', 'INVESTIGATING'], { description: 'Where the source says it stands.' })
  standing: 'CLOSED' | 'INVESTIGATING';

  @CodeField({ optional: true })
  response?: string;

  @CodeField({ optional: true })
  publicResponse?: string;

  @FlagField({ optional: true, description: 'Whether the answer came in time.' })
  promiseKept?: boolean;

  @FlagField({ optional: true, description: 'Whether the customer disputed the outcome.' })
  disputed?: boolean;

  @ListField(item.code(), 4)
  causePath: string[];

  @TextField(1_000, { optional: true })
  causeNames?: string;

  @CodeField({ optional: true })
  businessUnit?: string;

  @TextField(200, { optional: true })
  businessUnitName?: string;

  @CodeField({ optional: true })
  regionCode?: string;

  @ListField(item.code(), 8)
  tags: string[];

  @TextField(20_000, { optional: true })
  narrative?: string;

  @IntField(1, 1_000_000_000)
  rowNo: number;

  @ObjectField(() => DuplicateOfDto, { optional: true })
  duplicateOf?: DuplicateOfDto;
}

export class HistoricCaseBatchDto {
  @ListField(() => HistoricCaseDto, batchItemsMax, { minItems: 1 })
  items: HistoricCaseDto[];
}

/** What became of one item of a batch. */
export class ItemResult {
  @ApiProperty({ type: 'integer', description: 'Place in the request, from 0.' })
  index: number;

  @ApiProperty({ enum: ['created', 'unchanged', 'corrected', 'rejected'] })
  result: 'created' | 'unchanged' | 'corrected' | 'rejected';

  @ApiProperty({ type: 'string', required: false })
  id?: string;

  @ApiProperty({ type: 'string', required: false, description: 'Why it was rejected.' })
  code?: string;

  @ApiProperty({ type: 'string', required: false })
  detail?: string;

  @ApiProperty({ type: 'string', isArray: true, required: false })
  flags?: string[];

  @ApiProperty({ type: 'boolean', required: false })
  promiseKept?: boolean;
}

export class BatchAnswer {
  @ApiProperty({ type: ItemResult, isArray: true })
  results: ItemResult[];

  @ApiProperty({
    type: 'string',
    isArray: true,
    description: 'The last position written in each partition: send them as Redress-After.',
  })
  positions: string[];
}
