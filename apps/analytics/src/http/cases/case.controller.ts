import { Get, Query } from '@nestjs/common';
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
  problemOf,
  ReadsFrom,
  ServiceController,
} from '@redress/edge';
import { CaseTimelineQuery } from '../../read-models/cases/case-timeline.query.js';
import { CasesQuery } from '../../read-models/cases/cases.query.js';
import { CasesView } from '../../read-models/cases/cases.view.js';
import { Board, BoardQuery, CaseFilter, CaseListQuery } from './case.dto.js';
import { boardOf, caseTable, detailOf, entryOf } from './case-answers.js';
import { CaseDetail, TimelineEntry } from './case-detail.dto.js';

/** Events that a case shows at once; the rest come in pages. */
const timelineMax = 500;

@ServiceController('analytics', 'cases')
export class CaseController {
  constructor(
    private readonly cases: CasesQuery,
    private readonly timeline: CaseTimelineQuery,
  ) {}

  @Get()
  @Allow('cases.read')
  @ReadsFrom('cases')
  @AnswersPage(CasesView)
  list(@Query() query: CaseListQuery, @Caller() caller: Caller): Promise<Page<CasesView>> {
    return this.cases.page(query, caller);
  }

  @Get('board')
  @Allow('cases.read')
  @ReadsFrom('cases')
  @Answers(Board)
  async board(@Query() query: BoardQuery, @Caller() caller: Caller): Promise<Board> {
    return boardOf(await this.cases.board(caller.tenantId, query.origin));
  }

  @Get('export')
  @Allow('cases.read')
  @ReadsFrom('cases')
  @AnswersCsv('One line per case.')
  export(@Query() query: CaseFilter, @Caller() caller: Caller) {
    return csvAnswer(caseTable(this.cases.pages(query, caller.tenantId)));
  }

  @Get(':id')
  @Allow('cases.read')
  @ReadsFrom('cases', 'case_timeline')
  @Answers(CaseDetail)
  async one(@IdParam() id: string, @Caller() caller: Caller): Promise<CaseDetail> {
    const { tenantId } = caller;
    const [found, timeline] = await Promise.all([
      this.cases.one(tenantId, id),
      this.timeline.part({ tenantId, complaintId: id }, timelineMax),
    ]);
    if (!found) throw problemOf({ code: 'NOT_FOUND', detail: 'there is no such case' });
    return detailOf(found, timeline);
  }

  @Get(':id/timeline')
  @Allow('cases.read')
  @ReadsFrom('case_timeline')
  @AnswersPage(TimelineEntry)
  async events(
    @IdParam() id: string,
    @Query() query: PageQuery,
    @Caller() caller: Caller,
  ): Promise<Page<TimelineEntry>> {
    const of = { tenantId: caller.tenantId, complaintId: id };
    const { events, next } = await this.timeline.part(of, query.limit, caller.cursor(query));
    return caller.page(events.map(entryOf), next);
  }
}
