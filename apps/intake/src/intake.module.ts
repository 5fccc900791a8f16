import { type DynamicModule, Module } from '@nestjs/common';
import { provideAfterGate } from '@redress/edge';
import {
  logHistoryController,
  SERVICE_RUNTIME,
  type ServiceBlueprint,
  type ServiceRuntime,
} from '@redress/runtime';
import { ComplaintController } from './http/complaint.controller.js';
import { CustomerController } from './http/customer.controller.js';
import { EvidenceController } from './http/evidence.controller.js';
import { INTAKE, intakeOf } from './http/intake.port.js';
import { ReferenceNumbers1763769600000 } from './http/reference-number.migration.js';
import {
  DepartmentController,
  TeamController,
  TenantController,
  UserController,
} from './http/tenant.controller.js';
import { ComplaintDetailQuery } from './read-models/complaint-detail.query.js';
import { complaintsProjection } from './read-models/complaints.projection.js';
import { ComplaintsQuery } from './read-models/complaints.query.js';
import { ComplaintsView } from './read-models/complaints.view.js';
import { CustomerDetailQuery } from './read-models/customer-detail.query.js';
import { EvidenceDetailQuery } from './read-models/evidence-detail.query.js';
import { TenantDetailQuery } from './read-models/tenant-detail.query.js';

/** Receives and thanks. It listens to nobody: what it needs it hears from people. */
export const intakeService: ServiceBlueprint = {
  name: 'intake',
  logs: ['intake'],
  consumes: [],
  projections: [complaintsProjection],
  views: [ComplaintsView],
  migrations: [ReferenceNumbers1763769600000],
  timed: [],
};

@Module({})
export class IntakeModule {
  static register(runtime: ServiceRuntime): DynamicModule {
    return {
      module: IntakeModule,
      controllers: [
        logHistoryController(intakeService),
        ComplaintController,
        CustomerController,
        EvidenceController,
        TenantController,
        DepartmentController,
        TeamController,
        UserController,
      ],
      providers: [
        { provide: SERVICE_RUNTIME, useValue: runtime },
        { provide: INTAKE, useValue: intakeOf(runtime) },
        provideAfterGate('intake', {
          inject: [SERVICE_RUNTIME],
          useFactory: ({ afterGate }: ServiceRuntime) => afterGate,
        }),
        ComplaintsQuery,
        ComplaintDetailQuery,
        CustomerDetailQuery,
        EvidenceDetailQuery,
        TenantDetailQuery,
      ],
    };
  }
}
