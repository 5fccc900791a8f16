import { type LogName, logNames, ownerOf, riskStateTopic, topicOf } from '@redress/contracts';
import { horizonsTopic } from './horizon-topic.js';
import type { TopicGrant, TopicOperation } from './kafka-client.port.js';
import { type TopicPolicy, wantedTopics } from './topics.js';

/** Whose logs each service hears of, beside its own. No service reads a confidential log but the journal. */
const heardBy: Readonly<Record<string, readonly LogName[]>> = {
  intake: [],
  triage: ['intake', 'resolution', 'follow-up'],
  resolution: ['intake', 'triage', 'follow-up'],
  'follow-up': ['intake', 'triage', 'resolution'],
  analytics: logNames.filter((log) => log !== 'analytics'),
};

/**
 * What each service has to be allowed where brokers have an authorizer: to look at all topics, as it
 * does at its start; to write those of its own and to read them, since relays look at what they wrote;
 * to read those that it listens to. Readers of other teams are allowed by whoever runs the cluster.
 */
export function accessOf({
  prefix = '',
  users,
  ...policy
}: TopicPolicy & { readonly users: string }): readonly TopicGrant[] {
  const all = wantedTopics({ ...policy, prefix }).map(({ name }) => name);
  return Object.entries(heardBy).flatMap(([service, heard]) => {
    const principal = `User:${users}${service}`;
    const own = [...ownTopics(service), horizonsTopic];
    const granted = (topics: readonly string[], operation: TopicOperation) =>
      topics.map((topic) => ({ principal, topic, operation }));
    const named = (topics: readonly string[]) => topics.map((topic) => `${prefix}${topic}`);
    return [
      ...granted(all, 'DESCRIBE'),
      ...granted(all, 'DESCRIBE_CONFIGS'),
      ...granted(named([...own, ...heard.map((log) => topicOf[log])]), 'READ'),
      ...granted(named(own), 'WRITE'),
    ];
  });
}

function ownTopics(service: string): readonly string[] {
  const logs = logNames.filter((log) => ownerOf[log] === service).map((log) => topicOf[log]);
  return service === 'analytics' ? [...logs, riskStateTopic] : logs;
}

/** A grant in one line, for people. */
export function grantLine({ principal, operation, topic }: TopicGrant): string {
  return `${principal} may ${operation} ${topic}`;
}
