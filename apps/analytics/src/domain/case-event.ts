import type {
  ClockEvent,
  ClosureEvent,
  ComplaintEvent,
  InvestigationEvent,
  ResolutionEvent,
} from '@redress/contracts';
import type { Recorded } from '@redress/kernel';

/** What a service has noted of another one is told by that other one itself. */
type Own<Event> = Exclude<Event, { type: 'CaseFactNoted' }>;

/** The events of a case by the category of their stream, as their owners recorded them. */
export interface CaseEvents {
  readonly complaint: Recorded<ComplaintEvent>;
  readonly investigation: Recorded<Own<InvestigationEvent>>;
  readonly clock: Recorded<Own<ClockEvent>>;
  readonly resolution: Recorded<Own<ResolutionEvent>>;
  readonly closure: Recorded<Own<ClosureEvent>>;
}

/** Any event of a case. */
export type CaseEvent = CaseEvents[keyof CaseEvents];
