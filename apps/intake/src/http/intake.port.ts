import { localDateOf } from '@redress/calendar';
import { millisOf, type Timestamp, type Uuid } from '@redress/kernel';
import { Problem } from '@redress/edge';
import type { ServiceRuntime } from '@redress/runtime';
import type { KnownCustomer } from '../domain/customer-state.js';
import { complaintDecider } from '../domain/complaint.decider.js';
import { customerDecider } from '../domain/customer.decider.js';
import { evidenceDecider } from '../domain/evidence.decider.js';
import { tenantDecider } from '../domain/tenant.decider.js';
import type { TenantState } from '../domain/tenant-state.js';
import { nextComplaintNo } from './reference-number.adapter.js';

/** What the routes of intake work with: one command handler per decider, and its own numbers. */
export const INTAKE = Symbol('intake');

export type Intake = ReturnType<typeof intakeOf>;

/**
 * Two customers as a link between them is kept: always with the one of the smaller id, so that one
 * stream decides about it from whichever side, or from both at once, people link or unlink them.
 */
export function linkEnds(id: Uuid, otherId: Uuid): readonly [holder: Uuid, other: Uuid] {
  return id < otherId ? [id, otherId] : [otherId, id];
}

/** Wires the deciders of intake to its log. */
export function intakeOf(runtime: ServiceRuntime) {
  const tenants = runtime.commands(tenantDecider);
  const customers = runtime.commands(customerDecider);
  const evidence = runtime.commands(evidenceDecider);

  async function requireCustomer(tenantId: string, id: Uuid): Promise<KnownCustomer> {
    const { state } = await customers.load({ tenantId, category: 'customer', id });
    if (state.status === 'ABSENT') throw new Problem('CUSTOMER_UNKNOWN', `no customer ${id}`);
    return state;
  }

  return {
    complaints: runtime.commands(complaintDecider),
    customers,
    evidence,
    tenants,
    /** A customer of the tenant who is spoken of elsewhere. Throws CUSTOMER_UNKNOWN. */
    requireCustomer,
    /** Throws EVIDENCE_MISSING, naming what was not registered in the tenant. */
    async requireEvidence(tenantId: string, ids: readonly Uuid[]): Promise<void> {
      const loaded = await Promise.all(
        [...new Set(ids)].map(async (id) => {
          const { state } = await evidence.load({ tenantId, category: 'evidence', id });
          return { id, registered: state.registered };
        }),
      );
      const missing = loaded.filter(({ registered }) => !registered).map(({ id }) => id);
      if (missing.length === 0) return;
      const context = { missing };
      throw new Problem('EVIDENCE_MISSING', 'register the evidence first', { context });
    },
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
