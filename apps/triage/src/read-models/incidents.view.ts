import { ApiProperty } from '@nestjs/swagger';
import { ViewColumn, ViewEntity } from 'typeorm';
import type { ShownStatus } from '../domain/unreviewed-incident.policy.js';

/** An incident in the inbox, without any text about a person. */
@ViewEntity({ name: 'incidents' })
export class IncidentsView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  @ViewColumn({ name: 'key' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  @ViewColumn({ name: 'identity_id' })
  identityId: string;

  @ApiProperty({ enum: ['CUSTOMER', 'COMPLAINT'] })
  @ViewColumn({ name: 'identity_kind' })
  identityKind: string;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  @ViewColumn({ name: 'complaint_id' })
  complaintId: string | null;

  @ApiProperty({ type: 'string', example: 'BEHAVIOUR' })
  @ViewColumn({ name: 'class' })
  class: string;

  @ApiProperty({ type: 'string', example: 'B1' })
  @ViewColumn({ name: 'factor' })
  factor: string;

  @ApiProperty({ type: 'integer', description: 'As confirmed; before that as reported.' })
  @ViewColumn({ name: 'severity' })
  severity: number;

  @ApiProperty({ enum: ['OPEN', 'EXPIRED', 'CONFIRMED', 'REJECTED'] })
  @ViewColumn({ name: 'status' })
  status: ShownStatus;

  @ApiProperty({ type: 'string' })
  @ViewColumn({ name: 'reporter_id' })
  reporterId: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  @ViewColumn({ name: 'recorded_at' })
  recordedAt: Date;

  @ApiProperty({ type: 'string', format: 'date-time' })
  @ViewColumn({ name: 'occurred_at' })
  occurredAt: Date;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'Until then it counts open.' })
  @ViewColumn({ name: 'expires_at' })
  expiresAt: Date;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  @ViewColumn({ name: 'decided_at' })
  decidedAt: Date | null;

  @ApiProperty({ type: 'string', nullable: true })
  @ViewColumn({ name: 'adjudicator_id' })
  adjudicatorId: string | null;
}
