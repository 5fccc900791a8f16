import { type DynamicModule, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceBlueprint, type ServiceRuntime } from '@redress/runtime';
import { RiskConsumer } from './consumers/risk.consumer.js';
import { tierDecider } from './domain/risk/tier.decider.js';
import { ANALYTICS, analyticsOf } from './http/analytics.port.js';
import { CaseController } from './http/case.controller.js';
import { ReplayController } from './http/replay.controller.js';
import { analyticsProjections } from './read-models/analytics-projections.js';
import { CaseDetailsView } from './read-models/case-details.view.js';
import { CaseTimelineQuery } from './read-models/case-timeline.query.js';
import { CaseTimelineView } from './read-models/case-timeline.view.js';
import { CasesQuery } from './read-models/cases.query.js';
import { CasesView } from './read-models/cases.view.js';
import { CustomerFactsQuery } from './read-models/customer-facts.query.js';
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
  views: [CasesView, CaseDetailsView, CaseTimelineView],
  migrations: [],
  timed: [tierDecider],
};

@Module({})
export class AnalyticsModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [CaseController, ReplayController, RiskConsumer],
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
        ReplayQuery,
        ReplayBoardQuery,
      ],
    };
  }
}
