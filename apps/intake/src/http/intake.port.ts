import { localDateOf } from '@redress/calendar';
import { millisOf, type Timestamp } from '@redress/kernel';
import { Problem } from '@redress/edge';
import type { ServiceRuntime } from '@redress/runtime';
import { complaintDecider } from '../domain/complaint.decider.js';
import { customerDecider } from '../domain/customer.decider.js';
import { evidenceDecider } from '../domain/evidence.decider.js';
import { tenantDecider } from '../domain/tenant.decider.js';
import type { TenantState } from '../domain/tenant-state.js';
import { nextComplaintNo } from './reference-number.adapter.js';

/** What the routes of intake work with: one command handler per decider, and its own numbers. */
export const INTAKE = Symbol('intake');

export type Intake = ReturnType<typeof intakeOf>;

/** Wires the deciders of intake to its log. */
export function intakeOf(runtime: ServiceRuntime) {
  const tenants = runtime.commands(tenantDecider);
  return {
    complaints: runtime.commands(complaintDecider),
    customers: runtime.commands(customerDecider),
    evidence: runtime.commands(evidenceDecider),
    tenants,
    fingerprint: runtime.fingerprint,
    /** The caller's tenant. Throws TENANT_UNKNOWN before it is created. */
    async tenant(tenantId: string): Promise<TenantState> {
      const { state } = await tenants.load({ tenantId, category: 'tenant', id: tenantId });
      if (!state.created)
        throw new Problem(
          'TENANT_UNKNOWN',
          `there is no tenant ${tenantId} yet: POST /api/v1/tenants with a token of its admin makes it`,
        );
      return state;
    },
    nextComplaintNo(tenantId: string, zone: string, now: Timestamp): Promise<string> {
      const year = Number(localDateOf(zone, millisOf(now)).slice(0, 4));
      return nextComplaintNo(runtime.database.writer, tenantId, year);
    },
  };
}
