import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { FOLLOW_UP, type FollowUp } from '../http/follow-up.port.js';
import type { ClosureDetail } from '../http/closure-detail.dto.js';
import { closureSummary } from './closure-detail.projection.js';

/** Folds the one stream that knows; a table of closures would say nothing more. */
@Injectable()
export class ClosureDetailQuery {
  constructor(
    @Inject(FOLLOW_UP) private readonly followUp: FollowUp,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where nothing was heard of the case. */
  async one(id: string, caller: Caller): Promise<ClosureDetail> {
    const stream = { tenantId: caller.tenantId, category: 'closure', id };
    const [{ state, version }, history] = await Promise.all([
      this.followUp.closures.load(stream),
      this.runtime.history(stream, caller),
    ]);
    if (version === 0) throw new Problem('NOT_FOUND', 'nothing was heard of this complaint here');
    return { id, version, ...closureSummary(state), history };
  }
}
