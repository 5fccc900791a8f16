import { redressCatalogue, type TenantEvent, type TimePolicyEvent } from '@redress/contracts';
import { recordedEvent } from '@redress/event-log';
import type { ServiceRuntime } from '@redress/runtime';
import { type TenantTimes, unknownTimes } from '../domain/risk/tier/tenant-times.policy.js';

/** How long times are believed: a new calendar moves deadlines of proposals made from then on. */
const rememberedMs = 30_000;

/** Reads the times of tenants from the journal, and remembers them for a while. */
export function tenantTimesOf(runtime: Pick<ServiceRuntime, 'journal'>) {
  const remembered = new Map<string, { readonly times: TenantTimes; readonly until: number }>();

  async function read(tenantId: string): Promise<TenantTimes | undefined> {
    const journal = runtime.journal();
    const [tenant, policies] = await Promise.all([
      journal.readStream({ tenantId, category: 'tenant', id: tenantId }),
      journal.readStream({ tenantId, category: 'time-policy', id: tenantId }),
    ]);
    const created = tenant
      .map((record) => recordedEvent<TenantEvent>(record, redressCatalogue))
      .find((event) => event.type === 'TenantCreated');
    if (created?.type !== 'TenantCreated') return undefined;
    const published = policies
      .map((record) => recordedEvent<TimePolicyEvent>(record, redressCatalogue))
      .findLast((event) => event.type === 'CalendarPublished');
    const calendar =
      published?.type === 'CalendarPublished' ? published.data.calendar : created.data.calendar;
    return { zone: created.data.zone, calendar };
  }

  return async (tenantId: string): Promise<TenantTimes> => {
    const known = remembered.get(tenantId);
    if (known && performance.now() < known.until) return known.times;
    const times = await read(tenantId);
    // A tenant that was not heard of yet is looked for again the next time.
    if (!times) return unknownTimes;
    remembered.set(tenantId, { times, until: performance.now() + rememberedMs });
    return times;
  };
}
