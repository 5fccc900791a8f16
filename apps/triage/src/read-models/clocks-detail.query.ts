import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import type { ClocksDetail } from '../http/clocks-detail.dto.js';
import { clocksSummary } from './clocks-detail.projection.js';

/** Folds the one stream that knows how the clocks of a case stand. */
@Injectable()
export class ClocksDetailQuery {
  constructor(
    @Inject(TRIAGE) private readonly triage: Triage,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where the case has neither a clock nor a promise of another system. */
  async one(id: string, caller: Caller): Promise<ClocksDetail> {
    const { tenantId, now } = caller;
    const stream = { tenantId, category: 'clock', id };
    const times = { tenantId, category: 'time-policy', id: tenantId };
    const [{ state, version }, policies, history] = await Promise.all([
      this.triage.clocks.load(stream),
      this.triage.timePolicies.load(times),
      this.runtime.history(stream, caller),
    ]);
    if (version === 0) throw new Problem('NOT_FOUND', 'this complaint has no clocks');
    return { id, version, ...clocksSummary(state, now, policies.state), history };
  }
}
