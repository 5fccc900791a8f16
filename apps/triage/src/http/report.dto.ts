import { type Channel, channels } from '@redress/contracts';
import { FlagField, IdField, OneOfField, PageQuery, TextField } from '@redress/edge';

const subjects = ['STAFF', 'CUSTOMER', 'PROCESS', 'OTHER'] as const;
const outcomes = ['SUBSTANTIATED', 'UNSUBSTANTIATED', 'REFERRED'] as const;

export class ReceiveReportDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  reportId?: string;

  @OneOfField(channels)
  channel: Channel;

  @OneOfField(subjects, { description: 'Whom or what it is about.' })
  about: (typeof subjects)[number];

  @FlagField({ optional: true, description: 'Who reports does not want to be known.' })
  anonymous?: boolean;

  @TextField(20_000, { description: 'What was reported, as it was said.' })
  content: string;

  @TextField(500, { optional: true, description: 'How to reach who reports.' })
  contact?: string;
}

export class AssessReportDto {
  @OneOfField(outcomes)
  outcome: (typeof outcomes)[number];

  @TextField(5_000)
  reason: string;
}

export class ReportQuery extends PageQuery {
  @OneOfField(['RECEIVED', 'ASSESSED'], { optional: true })
  status?: 'RECEIVED' | 'ASSESSED';

  @OneOfField(subjects, { optional: true })
  about?: (typeof subjects)[number];
}
