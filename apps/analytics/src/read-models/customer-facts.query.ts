import { Inject, Injectable } from '@nestjs/common';
import { journalName } from '@redress/event-log';
import type { Timestamp, Uuid } from '@redress/kernel';
import type { StateReader } from '@redress/projections';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import {
  componentOf,
  type IdentityComponent,
  type Members,
} from '../domain/risk/component.policy.js';
import { factsAsOf } from '../domain/risk/facts-as-of.js';
import type { IdentityFacts } from '../domain/risk/identity-facts.js';
import { customerRiskProjection } from './customer-risk.projection.js';

/** Longest wait for the read model to come as far as whoever asks. */
const reachTimeoutMs = 5_000;

/** The read model has not come as far as the journal; the same question may be asked again. */
export class FactsNotReachedError extends Error {
  override readonly name = 'FactsNotReachedError';
  readonly code = 'FACTS_NOT_REACHED';
  readonly retryable = true;
}

/** A component in which a customer stands, so that somebody speaks for it. */
export type CustomerComponent = IdentityComponent & { readonly canonicalId: Uuid };

/** The component of a customer; undefined where none of these members is that customer. */
export function customerIn(members: Members, id: Uuid): CustomerComponent | undefined {
  const component = componentOf(members, id);
  if (component?.members.get(id)?.kind !== 'CUSTOMER') return undefined;
  const { canonicalId } = component;
  return canonicalId === null ? undefined : { ...component, canonicalId };
}

/** The facts behind the rows of customers, which no view shows. */
@Injectable()
export class CustomerFactsQuery {
  private readonly states: StateReader<IdentityFacts>;

  constructor(@Inject(SERVICE_RUNTIME) runtime: Pick<ServiceRuntime, 'states'>) {
    this.states = runtime.states(customerRiskProjection);
  }

  /** Everybody whom an identity is or ever was linked with, itself included, as known now. */
  members(tenantId: string, id: Uuid): Promise<Members> {
    return this.states.component(tenantId, id);
  }

  /** Those who are one person with an identity now; undefined when nothing is known of it. */
  async now(tenantId: string, id: Uuid): Promise<IdentityComponent | undefined> {
    return componentOf(await this.members(tenantId, id), id);
  }

  /** Those who are one person with a customer now; undefined where there is no such customer. */
  async customer(tenantId: string, id: Uuid): Promise<CustomerComponent | undefined> {
    return customerIn(await this.members(tenantId, id), id);
  }

  /**
   * The component as it was known when a record of the journal had just been recorded.
   *
   * @throws FactsNotReachedError when the read model does not come that far in time
   */
  async knownAt(
    { tenantId, id }: { readonly tenantId: string; readonly id: Uuid },
    recordedAt: Timestamp,
    position: { readonly partition: number; readonly offset: number },
  ): Promise<IdentityComponent | undefined> {
    if (!(await this.states.reached({ log: journalName, ...position }, reachTimeoutMs))) {
      throw new FactsNotReachedError(`customer_risk is behind journal/${position.partition}`);
    }
    const members = await this.members(tenantId, id);
    const then = [...members].map(
      ([each, facts]) => [each, factsAsOf(facts, recordedAt, 'recorded')] as const,
    );
    return componentOf(new Map(then), id);
  }
}
