import type { Position } from '@redress/kernel';

/** What a request asks to have happened before it is answered. */
export interface AfterRequest {
  /** One to eight positions, each of a log that this product has. */
  readonly positions: readonly Position[];
  /** `command`: the consumer that notes facts of cases; `read`: the projection that answers. */
  readonly kind: 'command' | 'read';
  /** Route template, e.g. `/api/v1/cases/:id`. */
  readonly route: string;
  /** The read models that the route declared with `@ReadsFrom`; none for commands. */
  readonly readModels: readonly string[];
  /** Upper bound of the wait, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * `unknown`: a position names a log or partition that this service neither owns nor consumes.
 */
export type AfterVerdict = 'reached' | 'timeout' | 'unknown';

/**
 * How one service waits for positions (`Redress-After`). Each service module provides its own with
 * `provideAfterGate`; the edge asks the gate of the service whose route was called.
 */
export interface AfterGate {
  wait(request: AfterRequest): Promise<AfterVerdict>;
}

/** The injection token of the gate of a service. */
export function afterGateOf(service: string): symbol {
  return Symbol.for(`redress:after-gate:${service}`);
}
