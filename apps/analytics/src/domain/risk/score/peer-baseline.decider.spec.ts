import type { PeerBaselineEvent } from '@redress/contracts';
import { fold, systemActor } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import {
  type PublishBaselines,
  type PublishedBaseline,
  peerBaselineDecider,
} from './peer-baseline.decider.js';
import { baselineOn } from './return-rate.policy.js';

const now = '2026-03-02T01:00:00.000Z';
const meta = {
  tenantId: 'demo',
  actor: systemActor('spec'),
  now,
  origin: 'LIVE',
  correlationId: '00000000-0000-7000-8000-000000000000',
} as const;

const numbers = { medianMilli: 100, madMilli: 20, n: 40 };
const persons = { group: 'PERSON', ...numbers } as const;
const organisations = { group: 'ORGANISATION', medianMilli: 50, madMilli: 10, n: 7 } as const;

function publish(date: string, ...groups: PublishBaselines['data']['groups']): PublishBaselines {
  return { type: 'PublishBaselines', data: { date, groups }, meta };
}

function published(
  date: string,
  group: PublishedBaseline['group'] = 'PERSON',
  n = 40,
): PeerBaselineEvent {
  const data = { ...numbers, group, date, n };
  return { type: 'PeerBaselinePublished', occurredAt: now, data };
}

describe('peer baselines', () => {
  it('are published for a local day, one of each group', () => {
    given(peerBaselineDecider)
      .when(publish('2026-03-02', persons, organisations))
      .then(
        {
          type: 'PeerBaselinePublished',
          occurredAt: now,
          data: { date: '2026-03-02', ...persons },
        },
        {
          type: 'PeerBaselinePublished',
          occurredAt: now,
          data: { date: '2026-03-02', ...organisations },
        },
      );
    given(peerBaselineDecider).when(publish('2026-03-02')).thenNothing();
  });

  it('come once a day and group, and never for a day before one that has its own', () => {
    const past = given(peerBaselineDecider, published('2026-03-02'));
    past.when(publish('2026-03-02', persons)).thenRejected('BASELINE_ALREADY_PUBLISHED');
    past.when(publish('2026-03-01', persons)).thenRejected('BASELINE_ALREADY_PUBLISHED');
    past.when(publish('2026-03-03', persons)).thenTypes('PeerBaselinePublished');
    past.when(publish('2026-03-02', organisations)).thenTypes('PeerBaselinePublished');
    given(peerBaselineDecider)
      .when(publish('2026-03-02', persons, persons))
      .thenRejected('BASELINE_ALREADY_PUBLISHED');
  });

  it('are all refused where one of them is, and the refusal names it', () => {
    const { context } = given(peerBaselineDecider, published('2026-03-02'))
      .when(publish('2026-03-02', persons, organisations))
      .thenRejected('BASELINE_ALREADY_PUBLISHED');
    expect(context).toEqual({ groups: ['PERSON'] });
  });

  it('count from their day until the next one of their group', () => {
    const events = [
      published('2026-03-02', 'PERSON', 1),
      published('2026-03-04', 'ORGANISATION', 2),
      published('2026-03-05', 'PERSON', 3),
    ];
    const state = fold(peerBaselineDecider, events.map(by(meta.actor)));
    const on = (date: string, group: PublishedBaseline['group'] = 'PERSON') =>
      baselineOn(date, group, state.baselines)?.n;
    expect([on('2026-03-01'), on('2026-03-02'), on('2026-03-04'), on('2026-03-05')]).toEqual([
      ...[undefined, 1, 1, 3],
    ]);
    expect(on('2026-03-03', 'ORGANISATION')).toBeUndefined();
    expect(on('2027-01-01', 'ORGANISATION')).toBe(2);
  });
});
