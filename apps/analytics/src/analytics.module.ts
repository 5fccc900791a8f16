import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceBlueprint, type ServiceRuntime } from '@redress/runtime';
import { DailyBaselines } from './consumers/daily-baselines.js';
import { RiskConsumer } from './consumers/risk.consumer.js';
import { tierDecider } from './domain/risk/tier.decider.js';
import { ANALYTICS, type Analytics, analyticsOf } from './http/analytics.port.js';
import { CaseController } from './http/case.controller.js';
import { ReplayController } from './http/replay.controller.js';
import { RiskController } from './http/risk.controller.js';
import { RiskExplanationController } from './http/risk-explanation.controller.js';
import { RiskPolicyController } from './http/risk-policy.controller.js';
import { RiskRulingController } from './http/risk-ruling.controller.js';
import { analyticsProjections } from './read-models/analytics-projections.js';
import { CaseDetailsView } from './read-models/case-details.view.js';
import { CaseTimelineQuery } from './read-models/case-timeline.query.js';
import { CaseTimelineView } from './read-models/case-timeline.view.js';
import { CasesQuery } from './read-models/cases.query.js';
import { CasesView } from './read-models/cases.view.js';
import { CustomerFactsQuery } from './read-models/customer-facts.query.js';
import { CustomerRecordQuery } from './read-models/customer-record.query.js';
import { CustomerRiskView } from './read-models/customer-risk.view.js';
import { CustomerStreamsQuery } from './read-models/customer-streams.query.js';
import { CustomersQuery } from './read-models/customers.query.js';
import { ReplayQuery } from './read-models/replay.query.js';
import { ReplayBoardQuery } from './read-models/replay-board.query.js';

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
  migrations: [],
  timed: [tierDecider],
};

@Module({})
export class AnalyticsModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [
        CaseController,
        ReplayController,
        RiskController,
        RiskExplanationController,
        RiskRulingController,
        RiskPolicyController,
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
      ],
    };
  }
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
