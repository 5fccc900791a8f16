import { Get, Inject, Query } from '@nestjs/common';
import {
  Allow,
  Answers,
  Caller,
  IdParam,
  Problem,
  ReadsFrom,
  roleGranting,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { ReplayQuery } from '../read-models/replay.query.js';
import { ReplayBoardQuery } from '../read-models/replay-board.query.js';
import { ANALYTICS, type Analytics } from './analytics.port.js';
import { BoardMoment, BoardThenView, ReplayMoment, ReplayView } from './replay.dto.js';
import { momentsOf } from './replay-moment.js';
import { customerReplayFor } from './replay-shapes.js';
import { riskReaderOf } from './risk-reader.js';

/** What was, and what was known, at any moment. */
@ServiceController('analytics', 'replay')
export class ReplayController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'fingerprint'>,
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    private readonly replays: ReplayQuery,
    private readonly boards: ReplayBoardQuery,
  ) {}

  @Get('customers/:id')
  @Allow('replay.read')
  @ReadsFrom('customer_risk')
  @Answers(ReplayView)
  async customer(
    @IdParam() id: string,
    @Query() query: ReplayMoment,
    @Caller() caller: Caller,
  ): Promise<ReplayView> {
    // Who may not read why somebody is in a tier today may not read why they were yesterday.
    assertMayRead('risk-explanations.read', caller);
    const reader = await riskReaderOf(caller, this.runtime);
    const whose = { tenantId: caller.tenantId, id: reader.meant(id) };
    const replay = await this.replays.customer(whose, await this.moments(query, caller));
    return customerReplayFor(reader, replay);
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
    assertMayRead('cases.read', caller);
    return this.replays.complaint(
      { tenantId: caller.tenantId, id },
      await this.moments(query, caller),
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
    return momentsOf(query, caller, await this.analytics.tenantTimes(caller.tenantId));
  }
}

function assertMayRead(permission: 'risk-explanations.read' | 'cases.read', { roles }: Caller) {
  if (roleGranting(permission, roles)) return;
  throw new Problem('FORBIDDEN', `the past of this needs ${permission}, as the present does`);
}
