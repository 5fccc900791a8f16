import { type Calendar, requireCalendar } from '@redress/calendar';
import type { ClockPolicy } from './time-policy-command.js';
import type { TimePolicies } from './time-policy-state.js';

/** The policy and the calendar that a clock starting now pins; older clocks keep older ones. */
export interface TimesInForce {
  readonly policy: ClockPolicy;
  readonly calendarVersion: number;
  readonly all: TimePolicies;
}

/** What is in force; undefined before the tenant's first calendar and policy are published. */
export function timesInForce(all: TimePolicies): TimesInForce | undefined {
  const policy = all.policies.at(-1);
  const calendarVersion = all.calendars.at(-1)?.calendarVersion;
  if (!policy || calendarVersion === undefined) return undefined;
  return { policy, calendarVersion, all };
}

/** The calendar of a version that was published. Throws RangeError when it was not: a bug. */
export function calendarOf({ calendars }: TimePolicies, version: number): Calendar {
  const published = calendars.find(({ calendarVersion }) => calendarVersion === version);
  if (!published) throw new RangeError(`calendar version ${version} was never published`);
  return requireCalendar(published.calendar);
}

/** The clock policy of a version that was published. Throws RangeError when it was not: a bug. */
export function policyOf({ policies }: TimePolicies, version: number): ClockPolicy {
  const published = policies.find(({ policyVersion }) => policyVersion === version);
  if (!published) throw new RangeError(`clock policy version ${version} was never published`);
  return published;
}
