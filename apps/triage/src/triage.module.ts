import { type DynamicModule, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import {
  logHistoryController,
  SERVICE_RUNTIME,
  type ServiceBlueprint,
  type ServiceRuntime,
} from '@redress/runtime';
import { FollowUpConsumer } from './consumers/follow-up.consumer.js';
import { IntakeConsumer } from './consumers/intake.consumer.js';
import { ResolutionConsumer } from './consumers/resolution.consumer.js';
import { TriageConsumer } from './consumers/triage.consumer.js';
import { clockDecider } from './domain/clock.decider.js';
import { CalendarController } from './http/calendar.controller.js';
import { ClockController } from './http/clock.controller.js';
import { CONDUCT, conductOf } from './http/conduct.port.js';
import { IncidentController } from './http/incident.controller.js';
import { InvestigationController } from './http/investigation.controller.js';
import { ReportController } from './http/report.controller.js';
import { TRIAGE, triageOf } from './http/triage.port.js';
import { ClocksDetailQuery } from './read-models/clocks-detail.query.js';
import { IncidentDetailQuery } from './read-models/incident-detail.query.js';
import { incidentsProjection } from './read-models/incidents.projection.js';
import { IncidentsQuery } from './read-models/incidents.query.js';
import { IncidentsView } from './read-models/incidents.view.js';
import { InvestigationDetailQuery } from './read-models/investigation-detail.query.js';
import { ReportDetailQuery } from './read-models/report-detail.query.js';
import { reportsProjection } from './read-models/reports.projection.js';
import { ReportsQuery } from './read-models/reports.query.js';
import { ReportsView } from './read-models/reports.view.js';
import { TimePoliciesQuery } from './read-models/time-policies.query.js';

/**
 * Triage: what happened, who owns the case, and whether every promise of it is kept in time. It
 * listens to itself too: a classification in one stream changes the clocks in another. Conduct and
 * reports are confidential and lie in a log of their own, which none of its consumers hears.
 */
export const triageService: ServiceBlueprint = {
  name: 'triage',
  logs: ['triage', 'conduct'],
  consumes: ['intake', 'triage', 'resolution', 'follow-up'],
  projections: [incidentsProjection, reportsProjection],
  views: [IncidentsView, ReportsView],
  migrations: [],
  timed: [clockDecider],
};

@Module({})
export class TriageModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: TriageModule,
      controllers: [
        logHistoryController(triageService),
        InvestigationController,
        ClockController,
        CalendarController,
        IncidentController,
        ReportController,
        IntakeConsumer,
        ResolutionConsumer,
        FollowUpConsumer,
        TriageConsumer,
      ],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        { provide: TRIAGE, useValue: triageOf(runtime) },
        { provide: CONDUCT, useValue: conductOf(runtime) },
        provideAfterGate('triage', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        InvestigationDetailQuery,
        ClocksDetailQuery,
        TimePoliciesQuery,
        IncidentsQuery,
        IncidentDetailQuery,
        ReportsQuery,
        ReportDetailQuery,
      ],
    };
  }
}
