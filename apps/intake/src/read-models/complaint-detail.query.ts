import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { ComplaintDetail } from '../http/complaint-detail.dto.js';
import { INTAKE, type Intake } from '../http/intake.port.js';

/** Folds the one stream that knows a complaint. */
@Injectable()
export class ComplaintDetailQuery {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where no such complaint was received. */
  async one(id: string, caller: Caller): Promise<ComplaintDetail> {
    const stream = { tenantId: caller.tenantId, category: 'complaint', id };
    const [{ state, version }, history] = await Promise.all([
      this.intake.complaints.load(stream),
      this.runtime.history(stream, caller),
    ]);
    if (state.status === 'ABSENT') throw new Problem('NOT_FOUND', 'there is no such complaint');
    return { id, version, ...state, history };
  }
}
