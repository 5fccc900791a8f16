import type { RejectionCode } from '@redress/contracts';
import type { Rejection } from '@redress/kernel';
import { type RefusalStatus, rejectionStatus } from './rejection-status.js';

/** What may accompany a problem beside its code and detail. */
export interface ProblemOptions {
  /** True when the same request may succeed later without being changed. */
  readonly retryable?: boolean;
  /** Facts that help the caller; shown as they are, so never personal text. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSec?: number;
  /** Further response headers, e.g. `allow` of a 405. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A refusal on its way to the client: thrown anywhere below a route, written as
 * `application/problem+json` by the one filter of the edge. It has no `statusCode` on purpose:
 * Fastify would take it for an error of its own and drop the code.
 */
export class Problem extends Error {
  readonly code: RejectionCode;
  readonly status: RefusalStatus;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, unknown>>;
  readonly retryAfterSec: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RejectionCode, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = rejectionStatus[code];
    this.retryable = options.retryable ?? false;
    this.context = options.context ?? {};
    this.retryAfterSec = options.retryAfterSec;
    this.headers = options.headers ?? {};
  }
}

/** The problem that a rejection of a decider or of the log becomes. */
export function problemOf(rejection: Rejection<RejectionCode>): Problem {
  const { code, detail, retryable = false, context = {} } = rejection;
  const waits = retryable && rejectionStatus[code] === 503;
  return new Problem(code, detail, { retryable, context, ...(waits ? { retryAfterSec: 1 } : {}) });
}
