import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { RateLimiter } from '@redress/cache';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { requestState } from './request-state.js';

/** How much one caller, and all callers of a tenant together, may ask for. */
export interface RequestLimits {
  readonly perCaller: RateLimiter;
  /** So that one tenant does not take the service away from the others. */
  readonly perTenant: RateLimiter;
}

/** Counts requests by who asks; of those without an identity by where they come from. */
export class RateGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { identity } = requestState(request);
    const { perCaller, perTenant } = this.limits;
    const [caller, tenant] = identity
      ? [`${identity.tenantId}/${identity.userId}`, identity.tenantId]
      : [`address ${request.ip}`, undefined];
    await pass(perCaller, caller);
    if (tenant !== undefined) await pass(perTenant, tenant);
    return true;
  }
}

async function pass(limiter: RateLimiter, key: string): Promise<void> {
  const answer = await limiter.take(key);
  if (answer.ok) return;
  const { retryAfterSec } = answer;
  throw new Problem('RATE_LIMITED', `more requests than agreed; again in ${retryAfterSec} s`, {
    retryable: true,
    retryAfterSec,
  });
}
