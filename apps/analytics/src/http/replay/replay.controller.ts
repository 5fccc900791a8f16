import { Get, Inject, Query } from '@nestjs/common';
import {
  Allow,
  Answers,
  Caller,
  IdParam,
  ReadsFrom,
  roleGranting,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { ReplayQuery } from '../../read-models/replay/replay.query.js';
import { ReplayBoardQuery } from '../../read-models/replay/replay-board.query.js';
import { ANALYTICS, type Analytics } from '../analytics.port.js';
import { BoardMoment, BoardThenView, ReplayMoment, ReplayView } from './replay.dto.js';
import { momentsOf, presentMoment } from './replay-moment.js';
import { replayFor } from './replay-shapes.js';
import { type RiskReader, riskReaderOf } from '../risk/risk-reader.js';

/** What was, and what was known, at any moment. */
@ServiceController('analytics', 'replay')
export class ReplayController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'fingerprint'>,
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    private readonly replays: ReplayQuery,
    private readonly boards: ReplayBoardQuery,
  ) {}

  /** Who may read why somebody is in a tier may read why they were, and nobody else. */
  @Get('customers/:id')
  @Allow('risk-explanations.read')
  @ReadsFrom('customer_risk')
  @Answers(ReplayView)
  async customer(
    @IdParam() id: string,
    @Query() query: ReplayMoment,
    @Caller() caller: Caller,
  ): Promise<ReplayView> {
    const reader = await riskReaderOf(caller, this.runtime);
    const whose = { tenantId: caller.tenantId, id: reader.meant(id) };
    return replayFor(reader, await this.replays.customer(whose, await this.moments(query, caller)));
  }

  @Get('complaints/:id')
  @Allow('replay.read')
  @ReadsFrom('cases')
  @Answers(ReplayView)
  async complaint(
    @IdParam() id: string,
    @Query() query: ReplayMoment,
    @Caller() caller: Caller,
  ): Promise<ReplayView> {
    const reader = await this.readerOfCases(caller);
    const whose = { tenantId: caller.tenantId, id: reader.meant(id) };
    return replayFor(
      reader,
      await this.replays.complaint(whose, await this.moments(query, caller)),
    );
  }

  @Get('board')
  @Allow('replay.read')
  @ReadsFrom('cases')
  @Answers(BoardThenView)
  async board(@Query() query: BoardMoment, @Caller() caller: Caller): Promise<BoardThenView> {
    return this.boards.board(caller.tenantId, await this.moments(query, caller));
  }

  private async moments(query: ReplayMoment, caller: Caller) {
    const times = await this.analytics.tenantTimes(caller.tenantId);
    return momentsOf(query, { now: presentMoment() }, times);
  }

  /** Cases have their names for those who may read them; an analyst knows them by other ones. */
  private async readerOfCases(caller: Caller): Promise<RiskReader> {
    if (roleGranting('cases.read', caller.roles)) return openReader;
    return riskReaderOf(caller, this.runtime);
  }
}

const openReader: RiskReader = { shape: 'FULL', shown: (id) => id, meant: (id) => id };
