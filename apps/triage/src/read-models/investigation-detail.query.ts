import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import type { InvestigationDetail } from '../http/investigation-detail.dto.js';
import { investigationSummary } from './investigation-detail.projection.js';

/** Folds the one stream that knows; a table of investigations would say nothing more. */
@Injectable()
export class InvestigationDetailQuery {
  constructor(
    @Inject(TRIAGE) private readonly triage: Triage,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where nothing was heard of the case. */
  async one(id: string, caller: Caller): Promise<InvestigationDetail> {
    const stream = { tenantId: caller.tenantId, category: 'investigation', id };
    const [{ state, version }, history] = await Promise.all([
      this.triage.investigations.load(stream),
      this.runtime.history(stream, caller),
    ]);
    if (version === 0) throw new Problem('NOT_FOUND', 'nothing was heard of this complaint here');
    return { id, version, ...investigationSummary(state), history };
  }
}
