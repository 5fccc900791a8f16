import { type DynamicModule, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceBlueprint, type ServiceRuntime } from '@redress/runtime';
import { CaseController } from './http/case.controller.js';
import { CaseDetailsView } from './read-models/case-details.view.js';
import { caseTimelineProjection } from './read-models/case-timeline.projection.js';
import { CaseTimelineQuery } from './read-models/case-timeline.query.js';
import { CaseTimelineView } from './read-models/case-timeline.view.js';
import { casesProjection } from './read-models/cases.projection.js';
import { CasesQuery } from './read-models/cases.query.js';
import { CasesView } from './read-models/cases.view.js';

/** Copies what all services record into its journal, and folds the journal into views. */
export const analyticsService: ServiceBlueprint = {
  name: 'analytics',
  logs: ['analytics'],
  consumes: [],
  keepsJournal: true,
  projections: [casesProjection, caseTimelineProjection],
  views: [CasesView, CaseDetailsView, CaseTimelineView],
  migrations: [],
  timed: [],
};

@Module({})
export class AnalyticsModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [CaseController],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        provideAfterGate('analytics', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        CasesQuery,
        CaseTimelineQuery,
      ],
    };
  }
}
