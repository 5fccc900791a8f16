import { Inject, Injectable } from '@nestjs/common';
import { journalName } from '@redress/event-log';
import type { Timestamp, Uuid } from '@redress/kernel';
import type { StateReader } from '@redress/projections';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import {
  componentOf,
  type IdentityComponent,
  type Members,
} from '../../domain/risk/facts/component.policy.js';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import { customerRiskProjection } from './customer-risk.projection.js';

/** Longest wait for the read model to come as far as whoever asks. */
const reachTimeoutMs = 5_000;

/** The read model has not come as far as the journal; the same question may be asked again. */
export class FactsNotReachedError extends Error {
  override readonly name = 'FactsNotReachedError';
  readonly code = 'FACTS_NOT_REACHED';
  readonly retryable = true;
}

/** A place in the journal. */
export interface JournalPlace {
  readonly partition: number;
  readonly offset: number;
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

  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'states' | 'journal'>,
  ) {
    this.states = runtime.states(customerRiskProjection);
  }

  /** Everybody whom an identity is or ever was linked with, itself included, as known now. */
  members(tenantId: string, id: Uuid): Promise<Members> {
    return this.states.component(tenantId, id);
  }

  /** Those who are one person with a customer now; undefined where there is no such customer. */
  async customer(tenantId: string, id: Uuid): Promise<CustomerComponent | undefined> {
    return customerIn(await this.members(tenantId, id), id);
  }

  /**
   * The same once the read model has folded a record of the journal, or everything that stands in
   * it now. With two facts of linked identities in two partitions, the later one sees both; a link
   * must wait for all, because facts that it joins may have been looked at without it.
   *
   * @throws FactsNotReachedError when it does not come that far in time
   */
  async membersAfter(
    { tenantId, id }: { readonly tenantId: string; readonly id: Uuid },
    what: JournalPlace | 'everything',
  ): Promise<Members> {
    const places = what === 'everything' ? await this.ends() : [what];
    const reached = await Promise.all(
      places.map(({ partition, offset }) =>
        this.states.reached({ log: journalName, partition, offset }, reachTimeoutMs),
      ),
    );
    if (!reached.every(Boolean))
      throw new FactsNotReachedError('customer_risk is behind the journal');
    return this.members(tenantId, id);
  }

  /**
   * When the newest was recorded of the incidents that were learnt before a place of the journal, in its
   * partition, where they lie beside whom they are about; undefined where there is none.
   */
  async newestIncidentBefore(
    tenantId: string,
    members: Members,
    { partition, offset }: JournalPlace,
  ): Promise<Timestamp | undefined> {
    const incidents = [...members.values()].flatMap((facts) => facts.incidents);
    if (incidents.length === 0) return undefined;
    const ids = incidents.map(({ incidentId }) => incidentId);
    const records = await this.runtime
      .journal()
      .readStreams({ tenantId, categories: ['incident'], ids });
    return records
      .filter(({ position: at }) => at.partition === partition && at.offset < offset)
      .map(({ envelope }) => envelope.recordedAt)
      .sort()
      .at(-1);
  }

  private async ends(): Promise<readonly JournalPlace[]> {
    const tail = await this.runtime.journal().tail();
    return [...tail].map(([place, offset]) => ({
      partition: Number(place.slice(journalName.length + 1)),
      offset,
    }));
  }
}
