import { Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  Answers,
  Caller,
  IdParam,
  problemOf,
  ReadsFrom,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { CasesQuery } from '../../read-models/cases/cases.query.js';
import { CaseViewers } from './case-viewers.dto.js';

/** Who is looking at a case, so that two do not work on it without knowing. Nothing is locked by it. */
@ServiceController('analytics', 'cases')
export class CaseViewersController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'presence'>,
    private readonly cases: CasesQuery,
  ) {}

  @Get(':id/viewers')
  @Allow('cases.read')
  @ReadsFrom('cases')
  @Answers(CaseViewers)
  async viewers(@IdParam() id: string, @Caller() caller: Caller): Promise<CaseViewers> {
    await this.requireCase(id, caller);
    return this.shown(id, caller);
  }

  /** Said when a case is opened, and about every half minute while it is. */
  @Post(':id/look')
  @Allow('cases.read')
  @Answers(CaseViewers)
  async look(@IdParam() id: string, @Caller() caller: Caller): Promise<CaseViewers> {
    await this.requireCase(id, caller);
    await this.runtime.presence.look(placeOf(id, caller), caller.actor.id);
    return this.shown(id, caller);
  }

  @Post(':id/look-away')
  @Allow('cases.read')
  @Answers(CaseViewers)
  async lookAway(@IdParam() id: string, @Caller() caller: Caller): Promise<CaseViewers> {
    await this.requireCase(id, caller);
    await this.runtime.presence.leave(placeOf(id, caller), caller.actor.id);
    return this.shown(id, caller);
  }

  /** Nobody is told of viewers of a case that is not theirs to see, nor noted as one. */
  private async requireCase(id: string, { tenantId }: Caller): Promise<void> {
    if (await this.cases.one(tenantId, id)) return;
    throw problemOf({ code: 'NOT_FOUND', detail: 'there is no such case' });
  }

  private async shown(id: string, caller: Caller): Promise<CaseViewers> {
    const viewers = await this.runtime.presence.viewers(placeOf(id, caller));
    return {
      viewers: viewers.map(({ userId, seenMsAgo }) => {
        return { userId, seenMsAgo, isYou: userId === caller.actor.id };
      }),
    };
  }
}

function placeOf(id: string, { tenantId }: Pick<Caller, 'tenantId'>) {
  return { tenantId, subject: `case/${id}` };
}
