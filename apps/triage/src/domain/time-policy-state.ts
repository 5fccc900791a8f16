import type { EventOf, TimePolicyEvent, timePolicyEvents } from '@redress/contracts';
import type { Recorded } from '@redress/kernel';
import type { ClockPolicy } from './time-policy-command.js';

/** One version of a tenant's business hours. */
export type PublishedCalendar = EventOf<typeof timePolicyEvents.CalendarPublished>['data'];

/** All versions of a tenant's calendar and clock policy, oldest first: clocks keep theirs. */
export interface TimePolicies {
  readonly calendars: readonly PublishedCalendar[];
  readonly policies: readonly ClockPolicy[];
}

export const initialTimePolicies: TimePolicies = { calendars: [], policies: [] };

export function evolve(state: TimePolicies, event: Recorded<TimePolicyEvent>): TimePolicies {
  switch (event.type) {
    case 'CalendarPublished':
      return { ...state, calendars: [...state.calendars, event.data] };
    case 'ClockPolicyPublished':
      return { ...state, policies: [...state.policies, event.data] };
  }
}
