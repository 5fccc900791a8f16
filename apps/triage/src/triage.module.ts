import { type DynamicModule, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceBlueprint, type ServiceRuntime } from '@redress/runtime';
import { FollowUpConsumer } from './consumers/follow-up.consumer.js';
import { IntakeConsumer } from './consumers/intake.consumer.js';
import { ResolutionConsumer } from './consumers/resolution.consumer.js';
import { TriageConsumer } from './consumers/triage.consumer.js';
import { clockDecider } from './domain/clock.decider.js';
import { CalendarController } from './http/calendar.controller.js';
import { ClockController } from './http/clock.controller.js';
import { InvestigationController } from './http/investigation.controller.js';
import { TRIAGE, triageOf } from './http/triage.port.js';
import { ClocksDetailQuery } from './read-models/clocks-detail.query.js';
import { InvestigationDetailQuery } from './read-models/investigation-detail.query.js';
import { TimePoliciesQuery } from './read-models/time-policies.query.js';

/**
 * Triage: what happened, who owns the case, and whether every promise of it is kept in time. It
 * listens to itself too: a classification in one stream changes the clocks in another.
 */
export const triageService: ServiceBlueprint = {
  name: 'triage',
  logs: ['triage'],
  consumes: ['intake', 'triage', 'resolution', 'follow-up'],
  projections: [],
  views: [],
  migrations: [],
  timed: [clockDecider],
};

@Module({})
export class TriageModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: TriageModule,
      controllers: [
        InvestigationController,
        ClockController,
        CalendarController,
        IntakeConsumer,
        ResolutionConsumer,
        FollowUpConsumer,
        TriageConsumer,
      ],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        { provide: TRIAGE, useValue: triageOf(runtime) },
        provideAfterGate('triage', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        InvestigationDetailQuery,
        ClocksDetailQuery,
        TimePoliciesQuery,
      ],
    };
  }
}
