import { laterOf, type Origin, type Timestamp } from '@redress/kernel';
import type { CaseEvent, CaseEvents } from './case-event.js';
import { type ClockPart, foldClocks, initialClockPart } from './clock-part.js';
import { type ClosurePart, foldClosure, initialClosurePart } from './closure-part.js';
import { type ComplaintPart, foldComplaint } from './complaint-part.js';
import {
  foldInvestigation,
  initialInvestigationPart,
  type InvestigationPart,
} from './investigation-part.js';
import { foldResolution, initialResolutionPart, type ResolutionPart } from './resolution-part.js';

/**
 * All that is known of a case: one part per source stream. A part sees the events of its own stream
 * only, in their order, so how the streams were interleaved on the way here cannot matter.
 */
export interface CaseState {
  /** Null until the receipt is heard of: what follows from it may arrive before it. */
  readonly complaint: ComplaintPart | null;
  readonly investigation: InvestigationPart;
  readonly clock: ClockPart;
  readonly resolution: ResolutionPart;
  readonly closure: ClosurePart;
  /** When anything of the case was last recorded by its owner. */
  readonly updatedAt: Timestamp | null;
}

export const initialCase: CaseState = {
  complaint: null,
  investigation: initialInvestigationPart,
  clock: initialClockPart,
  resolution: initialResolutionPart,
  closure: initialClosurePart,
  updatedAt: null,
};

/** What an event says beside its data: whose stream it is of, and when it was recorded. */
export interface Circumstances {
  readonly category: keyof CaseEvents;
  readonly origin: Origin;
  readonly recordedAt: Timestamp;
}

/** The case after one more event of any of its streams. */
export function evolveCase(
  before: CaseState,
  event: CaseEvent,
  { category, origin, recordedAt }: Circumstances,
): CaseState {
  const updatedAt = before.updatedAt === null ? recordedAt : laterOf(before.updatedAt, recordedAt);
  const state = { ...before, updatedAt };
  switch (category) {
    case 'complaint':
      return {
        ...state,
        complaint: foldComplaint(state.complaint, event as CaseEvents['complaint'], origin),
      };
    case 'investigation':
      return {
        ...state,
        investigation: foldInvestigation(state.investigation, event as CaseEvents['investigation']),
      };
    case 'clock':
      return { ...state, clock: foldClocks(state.clock, event as CaseEvents['clock']) };
    case 'resolution':
      return {
        ...state,
        resolution: foldResolution(state.resolution, event as CaseEvents['resolution']),
      };
    case 'closure':
      return { ...state, closure: foldClosure(state.closure, event as CaseEvents['closure']) };
  }
}
