import { Body, Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IdParam,
  ServiceController,
} from '@redress/edge';
import { EvidenceDetailQuery } from '../read-models/evidence-detail.query.js';
import { RegisterEvidenceDto } from './evidence.dto.js';
import { EvidenceDetail } from './evidence-detail.dto.js';
import { INTAKE, type Intake } from './intake.port.js';

@ServiceController('intake', 'evidence')
export class EvidenceController {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    private readonly details: EvidenceDetailQuery,
  ) {}

  @Post()
  @Allow('evidence.register')
  async register(
    @Body() { evidenceId, ...data }: RegisterEvidenceDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const id = evidenceId ?? caller.idFor('evidence');
    const command = { type: 'RegisterEvidence', meta: caller.meta(), data } as const;
    return answer(await this.intake.evidence.handle(id, command, caller.handleOptions()));
  }

  @Get(':id')
  @Allow('evidence.read')
  @Answers(EvidenceDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<EvidenceDetail> {
    return this.details.one(id, caller);
  }
}
