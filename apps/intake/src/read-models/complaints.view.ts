import { ApiProperty } from '@nestjs/swagger';
import { ViewColumn, ViewEntity } from 'typeorm';

/** A complaint in a list: what intake knows of it, without any text about a person. */
@ViewEntity({ name: 'complaints' })
export class ComplaintsView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  @ViewColumn({ name: 'key' })
  id: string;

  @ApiProperty({ type: 'string', example: 'C-2026-000123' })
  @ViewColumn({ name: 'complaint_no' })
  complaintNo: string;

  @ApiProperty({ enum: ['RECEIVED', 'THANKED'] })
  @ViewColumn({ name: 'status' })
  status: string;

  @ApiProperty({ type: 'string' })
  @ViewColumn({ name: 'channel' })
  channel: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  @ViewColumn({ name: 'received_at' })
  receivedAt: Date;

  @ApiProperty({ type: 'string' })
  @ViewColumn({ name: 'origin' })
  origin: string;

  @ApiProperty({ type: 'string', nullable: true })
  @ViewColumn({ name: 'external_ref' })
  externalRef: string | null;
}
