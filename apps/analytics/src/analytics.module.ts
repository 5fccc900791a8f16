import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import {
  logHistoryController,
  SERVICE_RUNTIME,
  type ServiceBlueprint,
  type ServiceRuntime,
} from '@redress/runtime';
import { DailyBaselines } from './consumers/daily-baselines.js';
import { RiskConsumer } from './consumers/risk.consumer.js';
import { tierDecider } from './domain/risk/tier/tier.decider.js';
import { ANALYTICS, type Analytics, analyticsOf } from './http/analytics.port.js';
import { CaseController } from './http/cases/case.controller.js';
import { CaseViewersController } from './http/cases/case-viewers.controller.js';
import { CertificateController } from './http/certificate.controller.js';
import { ReplayController } from './http/replay/replay.controller.js';
import { RiskController } from './http/risk/risk.controller.js';
import { RiskExplanationController } from './http/risk/risk-explanation.controller.js';
import { RiskPolicyController } from './http/policy/risk-policy.controller.js';
import { RiskRulingController } from './http/risk/risk-ruling.controller.js';
import { WhatIfController } from './http/what-if/what-if.controller.js';
import { WHAT_IFS, WhatIfJobs } from './http/what-if/what-if-jobs.js';
import { analyticsProjections } from './read-models/analytics-projections.js';
import { CaseDetailsView } from './read-models/cases/case-details.view.js';
import { CaseTimelineQuery } from './read-models/cases/case-timeline.query.js';
import { CaseTimelineView } from './read-models/cases/case-timeline.view.js';
import { CasesQuery } from './read-models/cases/cases.query.js';
import { CasesView } from './read-models/cases/cases.view.js';
import { CustomerFactsQuery } from './read-models/customers/customer-facts.query.js';
import { CustomerRecordQuery } from './read-models/customers/customer-record.query.js';
import { CustomerRiskView } from './read-models/customers/customer-risk.view.js';
import { CustomerStreamsQuery } from './read-models/customers/customer-streams.query.js';
import { CustomersQuery } from './read-models/customers/customers.query.js';
import { ReplayQuery } from './read-models/replay/replay.query.js';
import { ReplayBoardQuery } from './read-models/replay/replay-board.query.js';
import { RiskStateTopic } from './read-models/risk-state/risk-state-topic.js';
import { RiskStates1796800000000 } from './read-models/risk-state/risk-states.migration.js';
import { WhatIfRuns1796600000000 } from './read-models/what-if/what-if-runs.migration.js';
import { type RunKey, WhatIfRunsQuery } from './read-models/what-if/what-if-runs.query.js';
import { WhatIfWalkQuery } from './read-models/what-if/what-if-walk.query.js';

/**
 * Copies what all services record into its journal, folds the journal into views, and decides the
 * tiers of customers. It hears of facts by its journal, in the order in which it learnt them.
 */
export const analyticsService: ServiceBlueprint = {
  name: 'analytics',
  logs: ['analytics'],
  consumes: ['journal'],
  keepsJournal: true,
  projections: analyticsProjections,
  foldThread: new URL('./read-models/bulk-fold.main.js', import.meta.url),
  views: [CasesView, CaseDetailsView, CaseTimelineView, CustomerRiskView],
  migrations: [WhatIfRuns1796600000000, RiskStates1796800000000],
  stateTopics: (runtime) => [new RiskStateTopic(runtime)],
  timed: [tierDecider],
};

@Module({})
export class AnalyticsModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [
        logHistoryController(analyticsService),
        CaseController,
        CaseViewersController,
        ReplayController,
        RiskController,
        RiskExplanationController,
        RiskRulingController,
        RiskPolicyController,
        WhatIfController,
        CertificateController,
        RiskConsumer,
      ],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        { provide: ANALYTICS, useValue: analyticsOf(runtime) },
        provideAfterGate('analytics', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        CasesQuery,
        CaseTimelineQuery,
        CustomerFactsQuery,
        CustomersQuery,
        CustomerStreamsQuery,
        CustomerRecordQuery,
        {
          provide: DailyBaselines,
          inject: [ANALYTICS, CustomersQuery],
          useFactory: (analytics: Analytics, customers: CustomersQuery) =>
            dailyBaselines(runtime, analytics, customers),
        },
        ReplayQuery,
        ReplayBoardQuery,
        WhatIfRunsQuery,
        WhatIfWalkQuery,
        {
          provide: WHAT_IFS,
          inject: [ANALYTICS, WhatIfWalkQuery, WhatIfRunsQuery],
          useFactory: ({ whatIfs }: Analytics, walks: WhatIfWalkQuery, runs: WhatIfRunsQuery) =>
            new WhatIfJobs({ walks, runs, whatIfs, onProblem: whatIfFailed }),
        },
      ],
    };
  }
}

function whatIfFailed(error: unknown, { tenantId, id }: RunKey): void {
  new Logger(WhatIfJobs.name).error(`run ${id} of ${tenantId} failed`, error);
}

function dailyBaselines(
  { journal, newId }: ServiceRuntime,
  analytics: Analytics,
  customers: CustomersQuery,
): DailyBaselines {
  const logger = new Logger(DailyBaselines.name);
  return new DailyBaselines({
    ...{ analytics, customers, newId },
    tenants: () => journal().tenants(),
    onProblem: (error) => logger.warn(error),
  });
}
