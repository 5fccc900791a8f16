import type { IdentityFacts, LinkMove } from '../../domain/risk/facts/identity-facts.js';
import { initialFacts } from '../../domain/risk/facts/identity-facts.js';
import {
  confirmed,
  customer,
  daysAgo,
  id,
  withIncidents,
} from '../../domain/risk/score/risk-story.setup.js';
import { subjectsOf } from './what-if-subjects.js';

const [ann, bob, complaint] = [id(1), id(2), id(3)];
const until = daysAgo(0).recordedAt;

const known = (facts: IdentityFacts, days = 100): IdentityFacts => ({
  ...facts,
  registered: daysAgo(days),
});

const linked = (otherId: string, days: number): LinkMove => ({
  ...{ kind: 'LINKED', otherId, evidenceIds: [], confidencePct: 100 },
  ...daysAgo(days),
});
const cut = (otherId: string, days: number): LinkMove => ({
  ...{ kind: 'UNLINKED', otherId },
  ...daysAgo(days),
});

const shouter = known(withIncidents(confirmed('B1', 3, 20)));
const quiet = known(customer);

const found = (members: Readonly<Record<string, IdentityFacts>>, at = until) =>
  subjectsOf(new Map(Object.entries(members)), at).map(({ customerId, members: all }) => [
    customerId,
    [...all.keys()].sort(),
  ]);

describe('the customers of a what-if', () => {
  it('are those of whom anything may weigh', () => {
    expect(found({ [ann]: shouter })).toEqual([[ann, [ann]]]);
    expect(found({ [ann]: quiet })).toEqual([]);
  });

  it('speak for everybody who is linked with them', () => {
    const members = { [ann]: shouter, [bob]: { ...quiet, links: [linked(ann, 10)] } };
    expect(found(members)).toEqual([[ann, [ann, bob]]]);
  });

  it('are found apart as of a time before they were linked, as a run at that time found them', () => {
    const members = { [ann]: shouter, [bob]: { ...quiet, links: [linked(ann, 10)] } };
    expect(found(members, daysAgo(11).recordedAt)).toEqual([[ann, [ann]]]);
  });

  it('are also those whose facts were somebody else’s all along', () => {
    const heard = { ...initialFacts, kind: 'COMPLAINT', registered: daysAgo(30) } as const;
    const members = {
      [bob]: quiet,
      [complaint]: {
        ...heard,
        incidents: shouter.incidents,
        links: [linked(bob, 30), cut(bob, 5)],
      },
    };
    expect(found(members)).toEqual([[bob, [bob, complaint]]]);
    expect(found({ [complaint]: members[complaint] as IdentityFacts })).toEqual([]);
  });

  it('are none before they were registered', () => {
    expect(found({ [ann]: shouter }, daysAgo(101).recordedAt)).toEqual([]);
  });
});
