import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import type { Timestamp } from '@redress/kernel';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { KnownIncident } from '../domain/incident-state.js';
import { expiryOf, statusAt } from '../domain/unreviewed-incident.policy.js';
import { CONDUCT, type Conduct, conductLog } from '../http/conduct.port.js';
import type { IncidentDetail } from '../http/incident-detail.dto.js';

/** Folds the one stream that knows an incident. */
@Injectable()
export class IncidentDetailQuery {
  constructor(
    @Inject(CONDUCT) private readonly conduct: Conduct,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where no such incident was recorded. */
  async one(id: string, caller: Caller): Promise<IncidentDetail> {
    const stream = { tenantId: caller.tenantId, category: 'incident', id };
    const [{ state, version }, history] = await Promise.all([
      this.conduct.incidents.load(stream),
      this.runtime.history(stream, caller, conductLog),
    ]);
    const [recorded] = history;
    if (state.status === 'ABSENT' || !recorded) {
      throw new Problem('NOT_FOUND', 'there is no such incident');
    }
    return { id, version, ...summaryOf(state, recorded.recordedAt, caller.now), history };
  }
}

function summaryOf(state: KnownIncident, recordedAt: Timestamp, now: Timestamp) {
  const { reported, severity, status } = state;
  const expiresAt = expiryOf(recordedAt);
  return {
    ...reported,
    reportedSeverity: reported.severity,
    severity,
    status: statusAt(status, expiresAt, now),
    ...(status === 'OPEN' ? {} : { adjudicatorId: state.adjudicatorId }),
    expiresAt,
  };
}
