import { Body, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import {
  Allow,
  Answers,
  AnswersCsv,
  AnswersPage,
  Caller,
  csvAnswer,
  IdParam,
  type Page,
  PageQuery,
  Problem,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { WhatIfRunsQuery } from '../../read-models/what-if/what-if-runs.query.js';
import { ANALYTICS, type Analytics } from '../analytics.port.js';
import { riskReaderOf } from '../risk/risk-reader.js';
import { RunWhatIfDto, WhatIfDetailView, WhatIfRerunView, WhatIfRunView } from './what-if.dto.js';
import { whatIfInputsOf } from './what-if-inputs.js';
import { WHAT_IFS, type WhatIfJobs } from './what-if-jobs.js';
import { changeFor, changesTable, runOf } from './what-if-shapes.js';

/** Changes that an export reads at once. */
const exportedMax = 500;

/** What would have become of customers by other rules. Nothing becomes of them by asking. */
@ServiceController('analytics', 'what-if')
export class WhatIfController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'fingerprint'>,
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    @Inject(WHAT_IFS) private readonly jobs: WhatIfJobs,
    private readonly runs: WhatIfRunsQuery,
  ) {}

  /** A small run has ended in the answer; how far a large one is says `GET /what-if/{id}`. */
  @Post()
  @Allow('what-if.run')
  @ApiCreatedResponse({ type: WhatIfRunView })
  async run(@Body() dto: RunWhatIfDto, @Caller() caller: Caller): Promise<WhatIfRunView> {
    const { tenantId, actor, idempotency } = caller;
    if (!idempotency) throw new Error('a command has an idempotency key');
    const id = caller.idFor('what-if');
    const inputs = await whatIfInputsOf(this.analytics, dto, caller);
    const { bodyMac: requestMac } = idempotency;
    await this.jobs.begin({ tenantId, id, inputs, requestMac, createdBy: actor.id }, caller.meta());
    return runOf(await this.runs.one({ tenantId, id }));
  }

  @Get()
  @Allow('what-if.read')
  @AnswersPage(WhatIfRunView)
  async list(@Query() query: PageQuery, @Caller() caller: Caller): Promise<Page<WhatIfRunView>> {
    const { items, nextCursor } = await this.runs.page(query, caller);
    return { items: items.map(runOf), nextCursor };
  }

  @Get(':id')
  @Allow('what-if.read')
  @Answers(WhatIfDetailView)
  async one(
    @IdParam() id: string,
    @Query() query: PageQuery,
    @Caller() caller: Caller,
  ): Promise<WhatIfDetailView> {
    const key = { tenantId: caller.tenantId, id };
    const reader = await riskReaderOf(caller, this.runtime);
    const run = await this.runs.one(key);
    // A cursor can be read by whoever holds it, so it bears the name that its reader knows.
    const [after] = caller.cursor(query) ?? [];
    const from = typeof after === 'string' ? [reader.meant(after)] : undefined;
    const { items, next } = await this.runs.changes(key, query.limit, from);
    const shown = items.map((each) => changeFor(reader, each));
    const last = next === undefined ? undefined : shown.at(-1);
    return { ...runOf(run), changes: caller.page(shown, last && [last.customerId]) };
  }

  @Get(':id/export')
  @Allow('what-if.read')
  @AnswersCsv('One line per customer whose tier changes.')
  async export(@IdParam() id: string, @Caller() caller: Caller) {
    const key = { tenantId: caller.tenantId, id };
    await this.runs.one(key);
    const reader = await riskReaderOf(caller, this.runtime);
    return csvAnswer(changesTable(reader, this.runs.changePages(key, exportedMax)));
  }

  /** Walks the same history by the same rules again and compares the results. */
  @Post(':id/rerun')
  @Allow('what-if.run')
  @Answers(WhatIfRerunView)
  async rerun(@IdParam() id: string, @Caller() caller: Caller): Promise<WhatIfRerunView> {
    const key = { tenantId: caller.tenantId, id };
    const { state, resultHash } = await this.runs.one(key);
    if (state !== 'DONE') throw new Problem('NOT_FOUND', 'this run has no result to compare with');
    const again = await this.jobs.rerun(key);
    return { same: again.resultHash === resultHash, ...again };
  }
}
