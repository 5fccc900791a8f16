import { analyticsService } from '@redress/analytics';
import { accessOf } from '@redress/bus';
import { logNames, topicOf } from '@redress/contracts';
import { followUpService } from '@redress/follow-up';
import { intakeService } from '@redress/intake';
import { resolutionService } from '@redress/resolution';
import type { ServiceBlueprint } from '@redress/runtime';
import { triageService } from '@redress/triage';

const access = accessOf({ replicas: 1, retentionDays: 14, users: '' });

/** The logs whose topics a service may do this with. */
function allowed(service: string, operation: string): string[] {
  const topics = access
    .filter((each) => each.principal === `User:${service}` && each.operation === operation)
    .map(({ topic }) => topic);
  return logNames.filter((log) => topics.includes(topicOf[log]));
}

function heard({ logs, consumes, keepsJournal }: ServiceBlueprint): string[] {
  const isHeard = (log: (typeof logNames)[number]) =>
    keepsJournal === true || consumes.includes(log) || logs.includes(log);
  return logNames.filter(isHeard);
}

describe('what brokers allow each service', () => {
  it.each([intakeService, triageService, resolutionService, followUpService, analyticsService])(
    '$name: to write its own topics, and to read those of whom it hears',
    (blueprint) => {
      const { name, logs } = blueprint;
      expect(allowed(name, 'WRITE')).toEqual(expect.arrayContaining([...logs]));
      // A log that is a service's by contract may be written before it is kept.
      const later = allowed(name, 'WRITE').filter((log) => !logs.some((own) => own === log));
      const read = allowed(name, 'READ').filter((log) => !later.includes(log));
      const expected = heard(blueprint).filter((log) => !later.includes(log));
      expect(read).toEqual(expected);
    },
  );

  it('lets nobody read a confidential topic but its owner and the journal', () => {
    for (const topic of ['customer.conduct.v1', 'customer.restriction.v1']) {
      const readers = access
        .filter((each) => each.topic === topic && each.operation === 'READ')
        .map(({ principal }) => principal);
      expect(readers).toHaveLength(2);
      expect(readers).toContain('User:analytics');
    }
  });
});
