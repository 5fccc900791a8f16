import { ApiProperty } from '@nestjs/swagger';
import { type ClockKind, type CloseGate, clockKinds, closeGates } from '@redress/contracts';
import { origins } from '@redress/kernel';
import type { ClockState } from '../../domain/clock-part.js';
import type { CustomerSurvey, DepartmentForm } from '../../domain/closure-part.js';
import { CasesView } from '../../read-models/cases/cases.view.js';

const time = { type: 'string', format: 'date-time' } as const;
const laterTime = { ...time, nullable: true } as const;
const score = { type: 'integer', nullable: true } as const;

export class CaseClockView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  clockId: string;

  @ApiProperty({ enum: clockKinds })
  kind: ClockKind;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'E.g. the number of a form.' })
  subjectId: string | null;

  @ApiProperty({ enum: ['RUNNING', 'PAUSED', 'BREACHED', 'MET', 'CANCELLED'] })
  state: ClockState;

  @ApiProperty(time)
  startedAt: string;

  @ApiProperty(time)
  dueAt: string;

  @ApiProperty({ type: 'string', nullable: true })
  pauseReason: string | null;

  @ApiProperty({ ...laterTime, description: 'The exact instant; never taken back.' })
  breachedAt: string | null;

  @ApiProperty(laterTime)
  endedAt: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Seconds past the due time.' })
  overSec: number | null;

  @ApiProperty({ ...laterTime, description: 'Corrected by evidence and a second person.' })
  restatedMetAt: string | null;
}

export class DepartmentFormView {
  @ApiProperty({ type: 'string', example: 'F-2026-000123-1' })
  formNo: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  departmentId: string;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiProperty({
    enum: ['SENT', 'ACKNOWLEDGED', 'DISPUTED', 'CONFIRMED', 'CLEARED'],
    description: 'A dispute ends CONFIRMED (the department stays responsible) or CLEARED.',
  })
  state: DepartmentForm['state'];

  @ApiProperty(time)
  sentAt: string;

  @ApiProperty(laterTime)
  answeredAt: string | null;
}

export class CustomerSurveyView {
  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiProperty({ enum: ['SENT', 'DECLINED', 'ANSWERED'] })
  state: CustomerSurvey['state'];

  @ApiProperty({ enum: ['CSAT', 'CES', 'NPS'], nullable: true })
  instrument: CustomerSurvey['instrument'];

  @ApiProperty(laterTime)
  askedAt: string | null;

  @ApiProperty(laterTime)
  answeredAt: string | null;

  @ApiProperty({ ...score, description: 'Satisfaction, 1 to 5.' })
  csat: number | null;

  @ApiProperty({ ...score, description: 'Effort, 1 to 7.' })
  ces: number | null;

  @ApiProperty({ ...score, description: 'Recommendation, 0 to 10.' })
  nps: number | null;
}

export class FeedbackView {
  @ApiProperty({ type: DepartmentFormView, isArray: true })
  departments: readonly DepartmentFormView[];

  @ApiProperty({ type: CustomerSurveyView, isArray: true })
  customer: readonly CustomerSurveyView[];
}

export class TimelineActor {
  @ApiProperty({ enum: ['USER', 'CUSTOMER', 'SYSTEM', 'INTEGRATION'] })
  kind: string;

  @ApiProperty({ type: 'string' })
  role: string;

  @ApiProperty({ type: 'string' })
  id: string;
}

/** One event of a case. Texts are shown by the service that owns them, for a stated purpose. */
export class TimelineEntry {
  @ApiProperty({ type: 'string', example: 'intake/3/17', description: 'Where its owner has it.' })
  position: string;

  @ApiProperty({ ...time, description: 'When it was true.' })
  occurredAt: string;

  @ApiProperty({ ...time, description: 'When its owner learnt it.' })
  recordedAt: string;

  @ApiProperty({ type: 'string', example: 'complaint' })
  category: string;

  @ApiProperty({ type: 'integer', description: 'Version of its stream.' })
  version: number;

  @ApiProperty({ type: 'string', example: 'ComplainantThanked' })
  type: string;

  @ApiProperty({ type: 'integer', nullable: true })
  round: number | null;

  @ApiProperty({ enum: origins })
  origin: string;

  @ApiProperty({ type: TimelineActor })
  actor: TimelineActor;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Codes, times, ids.' })
  details: Record<string, unknown>;
}

/** A case with its promises, both legs of its feedback and what happened in it. */
export class CaseDetail extends CasesView {
  @ApiProperty({ enum: closeGates, isArray: true, description: 'Left out when it was closed.' })
  unmetGates: CloseGate[];

  @ApiProperty({ type: CaseClockView, isArray: true })
  clocks: readonly CaseClockView[];

  @ApiProperty({ type: FeedbackView })
  feedback: FeedbackView;

  @ApiProperty({ type: TimelineEntry, isArray: true, description: 'The first 500 events.' })
  timeline: readonly TimelineEntry[];

  @ApiProperty({ type: 'boolean', description: 'The timeline goes on: ask for its pages.' })
  moreEvents: boolean;
}
