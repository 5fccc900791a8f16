import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { CONDUCT, type Conduct, conductLog } from '../http/conduct.port.js';
import type { ReportDetail } from '../http/report-detail.dto.js';

/** Folds the one stream that knows a report. */
@Injectable()
export class ReportDetailQuery {
  constructor(
    @Inject(CONDUCT) private readonly conduct: Conduct,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where no such report was received. */
  async one(id: string, caller: Caller): Promise<ReportDetail> {
    const stream = { tenantId: caller.tenantId, category: 'report', id };
    const [{ state, version }, entries] = await Promise.all([
      this.conduct.reports.load(stream),
      this.runtime.history(stream, caller, conductLog),
    ]);
    if (state.status === 'ABSENT') throw new Problem('NOT_FOUND', 'there is no such report');
    const history = entries.map(({ actor: _, ...entry }) => entry);
    const { status } = state;
    const outcome = status === 'ASSESSED' ? { outcome: state.outcome } : {};
    return { id, version, status, ...outcome, history };
  }
}
