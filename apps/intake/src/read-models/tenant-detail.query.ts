import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { INTAKE, type Intake } from '../http/intake.port.js';
import type { TenantDetail } from '../http/tenant-detail.dto.js';

/** Folds the one stream that knows a tenant. */
@Injectable()
export class TenantDetailQuery {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** The caller's own tenant. Throws TENANT_UNKNOWN before it is created. */
  async current(caller: Caller): Promise<TenantDetail> {
    const id = caller.tenantId;
    const [{ zone, language, currency, departments, teams, users }, history] = await Promise.all([
      this.intake.tenant(id),
      this.runtime.history({ tenantId: id, category: 'tenant', id }, caller),
    ]);
    return {
      id,
      zone,
      language,
      currency,
      departments: [...departments].map(([unitId, code]) => ({ id: unitId, code })),
      teams: [...teams].map(([unitId, code]) => ({ id: unitId, code })),
      users: [...users].map(([userId, roles]) => ({ id: userId, roles: [...roles] })),
      history,
    };
  }
}
