import { Problem } from '@redress/edge';
import type { Uuid } from '@redress/kernel';
import type { ServiceRuntime } from '@redress/runtime';
import { incidentDecider } from '../domain/incident.decider.js';
import { reportDecider } from '../domain/report.decider.js';

/** Injection token of what the confidential routes of triage work with. */
export const CONDUCT = Symbol('conduct');

/** One command handler per decider of the confidential log, and where an incident belongs. */
export type Conduct = ReturnType<typeof conductOf>;

/** The log of incidents and reports; only its own routes read and write it. */
export const conductLog = 'conduct';

/** Whom an incident is recorded against. */
interface Identity {
  readonly identityId: Uuid;
  readonly identityKind: 'CUSTOMER' | 'COMPLAINT';
}

/** Wires the deciders of the confidential log. */
export function conductOf(runtime: Pick<ServiceRuntime, 'commands' | 'log'>) {
  return {
    incidents: runtime.commands(incidentDecider, conductLog),
    reports: runtime.commands(reportDecider, conductLog),
    /**
     * The ordering key of an incident: that of its customer's stream, or of its complaint's, so that
     * readers of several logs find both in partitions of one number. Whether there is such a customer
     * only intake knows. Throws IDENTITY_UNKNOWN where no such complaint was heard of here, yet.
     */
    async orderingKeyOf(tenantId: string, { identityId, identityKind }: Identity): Promise<string> {
      if (identityKind === 'CUSTOMER') return `${tenantId}/${identityId}`;
      const stream = { tenantId, category: 'investigation', id: identityId };
      const [first] = await runtime.log().readStream(stream, { toVersion: 1 });
      if (first) return first.orderingKey;
      const retryable = true;
      throw new Problem('IDENTITY_UNKNOWN', `no complaint ${identityId} here yet`, { retryable });
    },
  };
}
