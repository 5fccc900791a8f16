/**
 * A tenant has no calendar here yet. It is published on hearing of the tenant, which may stand in
 * another partition than the case at hand and so come a moment later.
 */
export class TimesNotInForceError extends Error {
  override readonly name = 'TimesNotInForceError';

  /** SQLSTATE "object not in prerequisite state": the bus tries again and parks nothing. */
  readonly code = '55000';

  constructor(tenantId: string) {
    super(`the tenant ${tenantId} has no calendar and clock policy yet`);
  }
}
