import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { EvidenceDetail } from '../http/evidence-detail.dto.js';

/** Reads the one event of a piece of evidence: it is registered once and never changes. */
@Injectable()
export class EvidenceDetailQuery {
  constructor(@Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime) {}

  /** Throws NOT_FOUND where no such evidence was registered. */
  async one(id: string, caller: Caller): Promise<EvidenceDetail> {
    const stream = { tenantId: caller.tenantId, category: 'evidence', id };
    const history = await this.runtime.history(stream, caller);
    if (history.length === 0) throw new Problem('NOT_FOUND', 'there is no such evidence');
    return { id, history };
  }
}
