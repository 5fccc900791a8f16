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
import { TriageConsumer } from './consumers/triage.consumer.js';
import { ResolutionController } from './http/resolution.controller.js';
import { RESOLUTION, resolutionOf } from './http/resolution.port.js';
import { ResolutionDetailQuery } from './read-models/resolution-detail.query.js';

/** Remedies and resolves. Its clocks are triage's, so that it has no timers of its own. */
export const resolutionService: ServiceBlueprint = {
  name: 'resolution',
  logs: ['resolution'],
  consumes: ['intake', 'triage', 'follow-up'],
  projections: [],
  views: [],
  migrations: [],
  timed: [],
};

@Module({})
export class ResolutionModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: ResolutionModule,
      controllers: [
        logHistoryController(resolutionService),
        ResolutionController,
        IntakeConsumer,
        TriageConsumer,
        FollowUpConsumer,
      ],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        provideAfterGate('resolution', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        { provide: RESOLUTION, useValue: resolutionOf(runtime) },
        ResolutionDetailQuery,
      ],
    };
  }
}
