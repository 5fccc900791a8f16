import type { EventOf, timePolicyEvents } from '@redress/contracts';
import type { Command } from '@redress/kernel';

/** Business hours as events carry them. */
export type StoredCalendar = EventOf<typeof timePolicyEvents.CalendarPublished>['data']['calendar'];

/** How long each promise is, when to warn, and how long a third party may be waited for. */
export type ClockPolicy = EventOf<typeof timePolicyEvents.ClockPolicyPublished>['data'];

/** A clock policy before it is published and so has a version. */
export type ClockPolicyDraft = Omit<ClockPolicy, 'policyVersion'>;

/** Everything that can be asked of the time policies of a tenant. */
export type TimePolicyCommand =
  | Command<'PublishCalendar', { calendar: StoredCalendar }>
  | Command<'PublishClockPolicy', ClockPolicyDraft>;
