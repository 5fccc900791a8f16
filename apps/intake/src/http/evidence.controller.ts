import { Body, Get, Inject, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IdField,
  IdParam,
  IntField,
  OneOfField,
  problemOf,
  ServiceController,
  Sha256Field,
} from '@redress/edge';
import type { HistoryEntry } from '@redress/runtime';
import { INTAKE, type Intake } from './intake.port.js';

const kinds = ['DOCUMENT', 'PHOTO', 'RECORDING', 'MESSAGE', 'SYSTEM_LOG', 'GOODS'] as const;
const sources = ['CUSTOMER', 'STAFF', 'SYSTEM', 'THIRD_PARTY'] as const;

export class RegisterEvidenceDto {
  @IdField({ optional: true, description: 'Chosen by the client, else derived from the key.' })
  evidenceId?: string;

  @Sha256Field({ description: 'Hash of its bytes; the bytes stay where they are kept.' })
  sha256: string;

  @OneOfField(kinds)
  kind: (typeof kinds)[number];

  @OneOfField(sources)
  source: (typeof sources)[number];

  @IdField({ optional: true })
  complaintId?: string;

  @IntField(0, 1_000_000_000_000, { optional: true })
  sizeBytes?: number;
}

export class EvidenceDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  history: HistoryEntry[];
}

@ServiceController('intake', 'evidence')
export class EvidenceController {
  constructor(@Inject(INTAKE) private readonly intake: Intake) {}

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
  async one(@IdParam() id: string, @Caller() caller: Caller): Promise<EvidenceDetail> {
    const stream = { tenantId: caller.tenantId, category: 'evidence', id };
    const history = await this.intake.history(stream, caller);
    if (history.length > 0) return { id, history };
    throw problemOf({ code: 'NOT_FOUND', detail: 'there is no such evidence' });
  }
}
