import { ApiProperty } from '@nestjs/swagger';
import { ViewColumn, ViewEntity } from 'typeorm';

/** A report in the inbox, without any text and without those who have dealt with it. */
@ViewEntity({ name: 'reports' })
export class ReportsView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  @ViewColumn({ name: 'key' })
  id: string;

  @ApiProperty({ type: 'string' })
  @ViewColumn({ name: 'channel' })
  channel: string;

  @ApiProperty({ enum: ['STAFF', 'CUSTOMER', 'PROCESS', 'OTHER'] })
  @ViewColumn({ name: 'about' })
  about: string;

  @ApiProperty({ type: 'boolean' })
  @ViewColumn({ name: 'anonymous' })
  anonymous: boolean;

  @ApiProperty({ enum: ['RECEIVED', 'ASSESSED'] })
  @ViewColumn({ name: 'status' })
  status: string;

  @ApiProperty({ enum: ['SUBSTANTIATED', 'UNSUBSTANTIATED', 'REFERRED'], nullable: true })
  @ViewColumn({ name: 'outcome' })
  outcome: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  @ViewColumn({ name: 'received_at' })
  receivedAt: Date;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  @ViewColumn({ name: 'assessed_at' })
  assessedAt: Date | null;
}
