import { logNames, riskStateTopic, topicOf } from '@redress/contracts';
import { partitionCount } from '@redress/event-log';
import { horizonsTopic } from './horizon-topic.js';
import type { KafkaAdmin, TopicDescription } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';

/** How a cluster keeps our topics. */
export interface TopicPolicy {
  /** Copies of each partition; 3 in production. */
  readonly replicas: number;
  /** Days for which records are kept; whoever comes later reads the owner's history. */
  readonly retentionDays: number;
  /** In front of each name, where several systems share a cluster. */
  readonly prefix?: string;
}

const dayMs = 86_400_000;
const horizonSegmentMs = 600_000;

/** Largest batch that a broker takes; commands see to it that each event fits, relays that each send does. */
export const batchBytesMax = 1_048_576;

/** The topics that this product needs. Another number of partitions is another version of a topic. */
export function wantedTopics({
  replicas,
  retentionDays,
  prefix = '',
}: TopicPolicy): readonly TopicDescription[] {
  const settings = {
    // A record is acknowledged by as many, so that one broker may go without a loss or a stop.
    'min.insync.replicas': String(Math.max(1, replicas - 1)),
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(batchBytesMax),
    'unclean.leader.election.enable': 'false',
  };
  const events = logNames.map((log) => ({
    ...{ name: `${prefix}${topicOf[log]}`, partitions: partitionCount, replicas },
    settings: {
      ...settings,
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionDays * dayMs),
      'retention.bytes': '-1',
    },
  }));
  const riskState = {
    ...{ name: `${prefix}${riskStateTopic}`, partitions: partitionCount, replicas },
    settings: { ...settings, 'cleanup.policy': 'compact' },
  };
  const horizons = {
    ...{ name: `${prefix}${horizonsTopic}`, partitions: 1, replicas },
    settings: {
      ...settings,
      'cleanup.policy': 'compact',
      // Only closed segments are compacted, and readers want the newest alone.
      'segment.ms': String(horizonSegmentMs),
    },
  };
  return [...events, riskState, horizons];
}

/** One thing that is not as it should be. */
export type TopicDifference =
  | { readonly kind: 'MISSING'; readonly topic: TopicDescription }
  /** Changing it under running readers would break the order of keys, or move all data. */
  | {
      readonly kind: 'FIXED';
      readonly name: string;
      readonly what: 'partitions' | 'replicas';
      readonly is: number;
      readonly wanted: number;
    }
  | {
      readonly kind: 'SETTING';
      readonly name: string;
      readonly setting: string;
      readonly is: string | undefined;
      readonly wanted: string;
    };

/** What has to change so that the existing topics are the wanted ones. */
export function topicDifferences(
  wanted: readonly TopicDescription[],
  existing: readonly TopicDescription[],
): readonly TopicDifference[] {
  return wanted.flatMap((topic): TopicDifference[] => {
    const found = existing.find(({ name }) => name === topic.name);
    if (!found) return [{ kind: 'MISSING', topic }];
    const { name } = topic;
    const fixed = (['partitions', 'replicas'] as const)
      .filter((what) => found[what] !== topic[what])
      .map(
        (what) => ({ kind: 'FIXED', name, what, is: found[what], wanted: topic[what] }) as const,
      );
    const settings = Object.entries(topic.settings)
      .filter(([setting, value]) => found.settings[setting] !== value)
      .map(([setting, value]) => {
        const is = found.settings[setting];
        return { kind: 'SETTING', name, setting, is, wanted: value } as const;
      });
    return [...fixed, ...settings];
  });
}

/** A difference in one line, for people. */
export function differenceLine(difference: TopicDifference): string {
  switch (difference.kind) {
    case 'MISSING':
      return `${difference.topic.name}: is missing`;
    case 'FIXED': {
      const { name, what, is, wanted } = difference;
      const how = what === 'replicas' ? '; REDRESS_KAFKA_REPLICAS says how many are wanted' : '';
      return `${name}: ${is} ${what} instead of ${wanted}, which cannot be changed in place${how}`;
    }
    case 'SETTING': {
      const { name, setting, is, wanted } = difference;
      return `${name}: ${setting} is ${is ?? 'not set'} instead of ${wanted}`;
    }
  }
}

/** What is not as it should be on the cluster. */
export async function planTopics(
  admin: KafkaAdmin,
  policy: TopicPolicy,
): Promise<readonly TopicDifference[]> {
  const wanted = wantedTopics(policy);
  return topicDifferences(wanted, await admin.describe(wanted.map(({ name }) => name)));
}

/**
 * Makes missing topics and sets what can be set. May be run again at any time.
 *
 * @returns what it did
 * @throws KafkaError TOPIC_DIFFERS where something is wrong that cannot be changed in place; then
 *   nothing was changed
 */
export async function applyTopics(
  admin: KafkaAdmin,
  policy: TopicPolicy,
): Promise<readonly TopicDifference[]> {
  const differences = await planTopics(admin, policy);
  refuse(differences.filter(({ kind }) => kind === 'FIXED'));
  const wrong = new Map<string, Record<string, string>>();
  for (const difference of differences) {
    if (difference.kind === 'MISSING') await admin.create(difference.topic);
    if (difference.kind !== 'SETTING') continue;
    const { name, setting, wanted } = difference;
    wrong.set(name, { ...wrong.get(name), [setting]: wanted });
  }
  for (const [name, settings] of wrong) await admin.configure(name, settings);
  return differences;
}

/** @throws KafkaError TOPIC_DIFFERS naming every difference, with what to do */
export async function checkTopics(admin: KafkaAdmin, policy: TopicPolicy): Promise<void> {
  refuse(await planTopics(admin, policy));
}

function refuse(differences: readonly TopicDifference[]): void {
  if (differences.length === 0) return;
  throw new KafkaError(
    'TOPIC_DIFFERS',
    [
      'the topics are not as this version needs them (redress topics plan, apply):',
      ...differences.map((each) => `  ${differenceLine(each)}`),
    ].join('\n'),
  );
}
