import { ApiProperty } from '@nestjs/swagger';
import { causes, channels, clockKinds, outcomes, severities, stages } from '@redress/contracts';
import { origins } from '@redress/kernel';
import { ViewColumn, ViewEntity } from 'typeorm';

/** A case in a list: codes, times and ids of it, and no word about a person. */
@ViewEntity({ name: 'cases' })
export class CasesView {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Id of the complaint.' })
  @ViewColumn({ name: 'key' })
  id: string;

  @ApiProperty({ type: 'string', example: 'C-2026-000123' })
  @ViewColumn({ name: 'complaint_no' })
  complaintNo: string;

  @ApiProperty({ enum: stages })
  @ViewColumn({ name: 'stage' })
  stage: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every reopening.' })
  @ViewColumn({ name: 'round' })
  round: number;

  @ApiProperty({ enum: origins })
  @ViewColumn({ name: 'origin' })
  origin: string;

  @ApiProperty({ enum: channels })
  @ViewColumn({ name: 'channel' })
  channel: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  @ViewColumn({ name: 'received_at' })
  receivedAt: Date;

  @ApiProperty({ enum: severities, nullable: true })
  @ViewColumn({ name: 'severity' })
  severity: string | null;

  @ApiProperty({ enum: causes, nullable: true })
  @ViewColumn({ name: 'cause' })
  cause: string | null;

  @ApiProperty({ type: 'string', isArray: true, description: 'Below level 1, coarse to fine.' })
  @ViewColumn({ name: 'cause_path' })
  causePath: string[];

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  @ViewColumn({ name: 'owner_id' })
  ownerId: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  @ViewColumn({ name: 'team_id' })
  teamId: string | null;

  @ApiProperty({ enum: outcomes, nullable: true })
  @ViewColumn({ name: 'outcome' })
  outcome: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  @ViewColumn({ name: 'closed_at' })
  closedAt: Date | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  @ViewColumn({ name: 'next_due_at' })
  nextDueAt: Date | null;

  @ApiProperty({ enum: clockKinds, nullable: true, description: 'Of the promises that run.' })
  @ViewColumn({ name: 'next_due_kind' })
  nextDueKind: string | null;

  @ApiProperty({ enum: clockKinds, isArray: true, description: 'Promises broken in any round.' })
  @ViewColumn({ name: 'breached' })
  breached: string[];

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description: 'Imported cases: whether the other system answered in time, where it says so.',
  })
  @ViewColumn({ name: 'promise_kept' })
  promiseKept: boolean | null;

  @ApiProperty({ type: 'string', nullable: true })
  @ViewColumn({ name: 'source' })
  source: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  @ViewColumn({ name: 'external_ref' })
  externalRef: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  @ViewColumn({ name: 'business_unit' })
  businessUnit: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The answer of the other system.' })
  @ViewColumn({ name: 'historic_response' })
  historicResponse: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  @ViewColumn({ name: 'suspected_duplicate_of' })
  suspectedDuplicateOf: string | null;

  @ApiProperty({ type: 'boolean', description: 'Passed on before it was received.' })
  @ViewColumn({ name: 'passed_on_before_received' })
  sentBeforeReceived: boolean;

  @ApiProperty({ type: 'boolean' })
  @ViewColumn({ name: 'disputed' })
  disputed: boolean;

  @ApiProperty({ type: 'boolean' })
  @ViewColumn({ name: 'withdrawal_requested' })
  withdrawalRequested: boolean;

  @ApiProperty({ type: 'boolean' })
  @ViewColumn({ name: 'referred' })
  referred: boolean;

  @ApiProperty({ type: 'string', format: 'date-time' })
  @ViewColumn({ name: 'updated_at' })
  updatedAt: Date;
}
