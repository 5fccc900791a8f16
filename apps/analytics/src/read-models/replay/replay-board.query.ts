import { Inject, Injectable } from '@nestjs/common';
import { type Stage, stages } from '@redress/contracts';
import { Problem } from '@redress/edge';
import { type Projection, tableHash } from '@redress/projections';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { casesProjection } from '../cases/cases.projection.js';
import type { Moments } from './replay-events.js';

/** The pipeline as it stood at a moment. */
export interface BoardThen extends Pick<Moments, 'at' | 'axis'> {
  readonly complaints: number;
  readonly byStage: Readonly<Record<Stage, number>>;
  /** Of the rows that were counted; the same events give the same one. */
  readonly hash: string;
}

/** Folds the whole board as of a moment; one fold of a process at a time. */
@Injectable()
export class ReplayBoardQuery {
  private folding = false;

  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'foldAsOf'>,
  ) {}

  /** Throws Problem BUSY while another board is folded. */
  async board(tenantId: string, { at, axis }: Moments): Promise<BoardThen> {
    if (this.folding) {
      const busy = { retryable: true, retryAfterSec: 2 };
      throw new Problem('BUSY', 'another board is being folded', busy);
    }
    this.folding = true;
    try {
      return await this.fold(tenantId, { at, axis });
    } finally {
      this.folding = false;
    }
  }

  private fold(tenantId: string, { at, axis }: Moments): Promise<BoardThen> {
    const projection = casesProjection as Projection;
    const moment = { tenantId, at, axis };
    return this.runtime.foldAsOf(projection, moment, async (client, generation) => {
      const { table } = generation;
      // The tables are nobody else's: rehearsals go, so that counts and hash see one thing.
      await client.query(`delete from ${table} where origin = 'DRILL' or not shown`);
      const { rows } = await client.query<{ stage: Stage; total: number }>(
        `select stage, count(*)::integer as total from ${table} group by stage`,
      );
      const totals = new Map(rows.map(({ stage, total }) => [stage, total]));
      const byStage = Object.fromEntries(stages.map((stage) => [stage, totals.get(stage) ?? 0]));
      const complaints = rows.reduce((sum, { total }) => sum + total, 0);
      const { hash } = await tableHash(client, generation);
      return { at, axis, complaints, byStage: byStage as BoardThen['byStage'], hash };
    });
  }
}
