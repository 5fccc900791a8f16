import type { EventOf, IncidentEvent, incidentEvents } from '@redress/contracts';

/** What was reported, without its text; it does not change any more. */
export type ReportedIncident = Omit<
  EventOf<typeof incidentEvents.ConductIncidentRecorded>['data'],
  'description'
>;

/** An incident that was recorded: open until somebody else decides on it. */
export type KnownIncident = {
  readonly reported: ReportedIncident;
  /** As it was confirmed, where it was ever; else as it was reported. */
  readonly severity: number;
} & (
  | { readonly status: 'OPEN' }
  | { readonly status: 'CONFIRMED' | 'REJECTED'; readonly adjudicatorId: string }
);

/** An incident of conduct as its decisions need it. It holds no text. */
export type IncidentState = { readonly status: 'ABSENT' } | KnownIncident;

export const initialIncident: IncidentState = { status: 'ABSENT' };

export function evolve(state: IncidentState, event: IncidentEvent): IncidentState {
  if (event.type === 'ConductIncidentRecorded') {
    const { description: _, ...reported } = event.data;
    return { status: 'OPEN', reported, severity: reported.severity };
  }
  if (state.status === 'ABSENT') return state;
  const { reported, severity } = state;
  const { adjudicatorId } = event.data;
  switch (event.type) {
    case 'ConductIncidentConfirmed':
      return { status: 'CONFIRMED', reported, severity: event.data.severity, adjudicatorId };
    case 'ConductIncidentRejected':
      return { status: 'REJECTED', reported, severity, adjudicatorId };
  }
}
