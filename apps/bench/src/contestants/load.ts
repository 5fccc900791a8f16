/** What a contestant is asked to do in one run. Every command writes to a stream of its own. */
export type Load =
  /** Commands of `eventsPerCommand` events, `inFlight` of them at any time; 1 is one by one. */
  | {
      readonly kind: 'append';
      readonly commands: number;
      readonly eventsPerCommand: number;
      readonly inFlight: number;
    }
  /** Calls one by one, each with many commands of one event that carry a condition. */
  | { readonly kind: 'append-calls'; readonly calls: number; readonly commandsPerCall: number }
  /** Commands through the whole write path: idempotency, load, decide, append. */
  | { readonly kind: 'handle'; readonly commands: number; readonly inFlight: number }
  /** Reads everything that was appended, a page at a time, into a state per stream. */
  | { readonly kind: 'fold'; readonly page: number }
  /** Rebuilds a read model from everything that was appended. */
  | { readonly kind: 'rebuild' };
