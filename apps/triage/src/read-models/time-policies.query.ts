import { Inject, Injectable } from '@nestjs/common';
import type { Caller, Page, PageQuery } from '@redress/edge';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import type { CalendarVersion, ClockPolicyVersion } from '../http/time-policies.dto.js';

/** The time policies of a tenant, newest version first. */
@Injectable()
export class TimePoliciesQuery {
  constructor(@Inject(TRIAGE) private readonly triage: Triage) {}

  async calendars(query: PageQuery, caller: Caller): Promise<Page<CalendarVersion>> {
    const { calendars } = await this.published(caller);
    return pageOf(calendars, ({ calendarVersion }) => calendarVersion, query, caller);
  }

  async clockPolicies(query: PageQuery, caller: Caller): Promise<Page<ClockPolicyVersion>> {
    const { policies } = await this.published(caller);
    return pageOf(policies, ({ policyVersion }) => policyVersion, query, caller);
  }

  private async published({ tenantId }: Caller) {
    const stream = { tenantId, category: 'time-policy', id: tenantId };
    const { state } = await this.triage.timePolicies.load(stream);
    return state;
  }
}

function pageOf<Item>(
  oldestFirst: readonly Item[],
  versionOf: (item: Item) => number,
  query: PageQuery,
  caller: Caller,
): Page<Item> {
  const [before = Number.POSITIVE_INFINITY] = caller.cursor(query) ?? [];
  const left = oldestFirst.filter((each) => versionOf(each) < Number(before)).reverse();
  const shown = left.slice(0, query.limit);
  const last = left.length > query.limit ? shown.at(-1) : undefined;
  return caller.page(shown, last && [versionOf(last)]);
}
