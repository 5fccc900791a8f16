import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Problem } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { KnownCustomer } from '../domain/customer-state.js';
import type { CustomerDetail } from '../http/customer-detail.dto.js';
import { INTAKE, type Intake } from '../http/intake.port.js';

/** Folds the one stream that knows a customer. */
@Injectable()
export class CustomerDetailQuery {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    @Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime,
  ) {}

  /** Throws NOT_FOUND where no such customer was registered. */
  async one(id: string, caller: Caller): Promise<CustomerDetail> {
    const stream = { tenantId: caller.tenantId, category: 'customer', id };
    const [{ state, version }, history] = await Promise.all([
      this.intake.customers.load(stream),
      this.runtime.history(stream, caller),
    ]);
    if (state.status === 'ABSENT') throw new Problem('NOT_FOUND', 'there is no such customer');
    return { id, version, ...summaryOf(state), history };
  }
}

function summaryOf({ orders, returns, credits, reviews, brightSpots, links }: KnownCustomer) {
  return {
    orders: orders.size,
    returns: returns.size,
    credits: credits.size,
    reviews: reviews.size,
    brightSpots: brightSpots.size,
    links: [...links],
  };
}
