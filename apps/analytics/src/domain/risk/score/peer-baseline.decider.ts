import type { EventOf, PeerBaselineEvent, peerBaselineEvents } from '@redress/contracts';
import {
  accept,
  type Command,
  type Decider,
  type Decision,
  type LocalDate,
  reject,
} from '@redress/kernel';

/** How the customers of one group did by one local day. */
export type PublishedBaseline = EventOf<typeof peerBaselineEvents.PeerBaselinePublished>['data'];

/** `date`: the local day of the tenant's zone. A group without customers is left out. */
export type PublishBaselines = Command<
  'PublishBaselines',
  { readonly date: LocalDate; readonly groups: readonly Omit<PublishedBaseline, 'date'>[] }
>;

/** Every baseline of a tenant, oldest first: a score of the past needs the one of its day. */
export interface PeerBaselines {
  readonly baselines: readonly PublishedBaseline[];
}

function decide(
  { data, meta }: PublishBaselines,
  { baselines }: PeerBaselines,
): Decision<PeerBaselineEvent, 'BASELINE_ALREADY_PUBLISHED'> {
  const { date } = data;
  const groups = data.groups.map(({ group }) => group);
  const twice = groups.filter(
    (group, index) =>
      groups.indexOf(group) !== index ||
      baselines.some((each) => each.group === group && each.date >= date),
  );
  if (twice.length > 0) {
    const detail = `${twice.join(', ')}: there is one of ${date} or of a later day`;
    return reject('BASELINE_ALREADY_PUBLISHED', detail, { context: { groups: twice } });
  }
  return accept(
    ...data.groups.map(
      ({ group, medianMilli, madMilli, n }): PeerBaselineEvent => ({
        type: 'PeerBaselinePublished',
        occurredAt: meta.now,
        data: { group, date, medianMilli, madMilli, n },
      }),
    ),
  );
}

function evolve({ baselines }: PeerBaselines, event: PeerBaselineEvent): PeerBaselines {
  switch (event.type) {
    case 'PeerBaselinePublished':
      return { baselines: [...baselines, event.data] };
  }
}

/** What a tenant's customers are compared with. Once a local day and group; days never go back. */
export const peerBaselineDecider: Decider<
  PeerBaselines,
  PublishBaselines,
  PeerBaselineEvent,
  'BASELINE_ALREADY_PUBLISHED'
> = { category: 'peer-baseline', initialState: { baselines: [] }, decide, evolve };
