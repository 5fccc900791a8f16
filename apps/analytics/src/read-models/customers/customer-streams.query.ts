import { Inject, Injectable } from '@nestjs/common';
import type { JournalRecord } from '@redress/event-log';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { IdentityComponent } from '../../domain/risk/facts/component.policy.js';

/** The streams in which something about a customer stands, by what they are keyed by. */
const ofIdentities = ['customer', 'tier', 'complaint', 'investigation', 'clock', 'resolution'];
const streamCategories = [...ofIdentities, 'closure', 'incident'];

/** What all services recorded of a customer, from the journal. */
@Injectable()
export class CustomerStreamsQuery {
  constructor(@Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'journal'>) {}

  /**
   * Everything recorded about those who are one person: each stream in the order of its versions, the
   * streams in no particular one. Texts stay sealed, and their ciphertexts are left out.
   */
  of(
    tenantId: string,
    { members }: IdentityComponent,
    categories: readonly string[] = streamCategories,
  ): Promise<JournalRecord[]> {
    const incidents = [...members.values()].flatMap((facts) => facts.incidents);
    const ids = [...members.keys(), ...incidents.map(({ incidentId }) => incidentId)];
    return this.runtime.journal().readStreams({ tenantId, categories, ids });
  }
}
