import { type DynamicModule, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import {
  logHistoryController,
  SERVICE_RUNTIME,
  type ServiceBlueprint,
  type ServiceRuntime,
} from '@redress/runtime';
import { IntakeConsumer } from './consumers/intake.consumer.js';
import { ResolutionConsumer } from './consumers/resolution.consumer.js';
import { TriageConsumer } from './consumers/triage.consumer.js';
import { ClosureController } from './http/closure.controller.js';
import { FOLLOW_UP, followUpOf } from './http/follow-up.port.js';
import { ClosureDetailQuery } from './read-models/closure-detail.query.js';

/** Gives feedback, prevents, and ends a case. Its clocks are triage's: it has no timers. */
export const followUpService: ServiceBlueprint = {
  name: 'follow-up',
  logs: ['follow-up'],
  consumes: ['intake', 'triage', 'resolution'],
  projections: [],
  views: [],
  migrations: [],
  timed: [],
};

@Module({})
export class FollowUpModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: FollowUpModule,
      controllers: [
        logHistoryController(followUpService),
        ClosureController,
        IntakeConsumer,
        TriageConsumer,
        ResolutionConsumer,
      ],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        provideAfterGate('follow-up', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        { provide: FOLLOW_UP, useValue: followUpOf(runtime) },
        ClosureDetailQuery,
      ],
    };
  }
}
