import { type Channel, channels, preventionModes, respondedOutcomes } from '@redress/contracts';
import { FlagField, IdField, IntField, OneOfField, RefField, TextField } from '@redress/edge';

const instruments = ['CSAT', 'CES', 'NPS'] as const;

export class SendFeedbackFormDto {
  @IdField({ description: 'A department with a share of the responsibility.' })
  departmentId: string;

  @TextField(5_000, { description: 'What the department is told.' })
  message: string;
}

export class AcknowledgeFormDto {
  @RefField({ example: 'F-2026-000123-1' })
  formNo: string;
}

export class DisputeFormDto extends AcknowledgeFormDto {
  @TextField(5_000)
  reason: string;
}

export class DecideDisputeDto extends DisputeFormDto {
  @FlagField({ description: 'True: the department stays responsible.' })
  stands: boolean;
}

export class SendSurveyDto {
  @OneOfField(instruments)
  instrument: (typeof instruments)[number];

  @OneOfField(channels)
  channel: Channel;
}

export class AnswerSurveyDto {
  @IntField(1, 5, { optional: true, description: 'Satisfaction.' })
  csat?: number;

  @IntField(1, 7, { optional: true, description: 'Effort: how easy it was.' })
  ces?: number;

  @IntField(0, 10, { optional: true, description: 'Would recommend us.' })
  nps?: number;

  @TextField(5_000, { optional: true })
  comment?: string;
}

export class DecidePreventionDto {
  @OneOfField(preventionModes)
  mode: (typeof preventionModes)[number];

  @TextField(5_000, { description: 'What is done; for a waiver, why nothing is.' })
  measure: string;

  @IdField({ optional: true, description: 'The corrective action; needed for CAPA.' })
  capaId?: string;

  @IdField({ optional: true, description: 'Who approved; needed for WAIVER, never the caller.' })
  approverId?: string;
}

export class OverrideCloseGateDto {
  @TextField(2_000, { description: 'Why the case is closed in spite of unmet gates.' })
  reason: string;

  @OneOfField(respondedOutcomes, {
    optional: true,
    description: 'Needed where no final response stated one.',
  })
  outcome?: (typeof respondedOutcomes)[number];
}

export class ReopenComplaintDto {
  @TextField(5_000)
  reason: string;

  @FlagField({ optional: true, description: 'New facts reopen at any time; false by default.' })
  newFacts?: boolean;
}
