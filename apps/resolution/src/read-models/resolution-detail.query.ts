import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { RESOLUTION, type Resolution } from '../http/resolution.port.js';
import type { ResolutionDetail } from '../http/resolution-detail.dto.js';
import { resolutionSummary } from './resolution-detail.projection.js';

/** Folds the one stream that knows; a table of resolutions would say nothing more. */
@Injectable()
export class ResolutionDetailQuery {
  constructor(
    @Inject(RESOLUTION) private readonly resolution: Resolution,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where nothing was heard of the case. */
  async one(id: string, caller: Caller): Promise<ResolutionDetail> {
    const stream = { tenantId: caller.tenantId, category: 'resolution', id };
    const [{ state, version }, history] = await Promise.all([
      this.resolution.resolutions.load(stream),
      this.runtime.history(stream, caller),
    ]);
    if (version === 0) throw new Problem('NOT_FOUND', 'nothing was heard of this complaint here');
    return { id, version, ...resolutionSummary(state), history };
  }
}
