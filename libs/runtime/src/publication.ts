import {
  horizonsTopic,
  type KafkaClient,
  relayGroup,
  type RunningSubscription,
  startHorizonTeller,
  startRelay,
  startStateTopic,
  takeHorizons,
  type TopicPolicy,
} from '@redress/bus';
import { logNames, ownerOf, topicOf } from '@redress/contracts';
import type { EventLog } from '@redress/event-log';
import { closeAll, type Closing, openInParts } from './closing.js';
import type { LagOfGroup } from './consumer-gauges.js';
import { horizonOf } from './log-horizon.js';
import type { OpenService } from './open-service.js';
import type { ConsumerParts } from './consumer-parts.js';
import { placesOf } from './topic-bus.js';
import { untilPublished } from './until-published.js';

/** What the publication of a service's logs needs. */
export interface PublicationOptions {
  readonly client: KafkaClient;
  readonly topics: TopicPolicy;
  readonly onProblem: (error: Error) => void;
}

/** The logs of a service on their way to their topics. */
export interface Publication {
  /** One group per log: its lag is what the topic is behind. */
  readonly groups: readonly LagOfGroup[];
  /** Resolves with the reason when a relay cannot go on; the process should exit. */
  readonly failed: Promise<Error>;
  /** Publishes what was appended, as far as that takes no longer than a moment, and ends. */
  stop(): Promise<void>;
}

/** What is left to publish at the stop may take so long, in milliseconds; the next start goes on. */
const publishMaxMs = 1_500;

/** What a send that is under way then has to end in, in milliseconds. */
const drainMs = 250;

/** Starts a relay for each log of a service, and tells the others how far the logs are complete. */
export function publishLogs(
  service: OpenService,
  parts: ConsumerParts,
  options: PublicationOptions,
): Promise<Publication> {
  return openInParts((closing) => openPublication(service, parts, { ...options, closing }));
}

async function openPublication(
  service: OpenService,
  parts: ConsumerParts,
  {
    client,
    topics: { prefix = '' },
    onProblem,
    closing,
  }: PublicationOptions & { closing: Closing },
): Promise<Publication> {
  const { subscription, checkpoints, transactions } = parts;
  const relays: { log: string; source: EventLog; relay: RunningSubscription }[] = [];
  for (const log of service.blueprint.logs) {
    const source = service.runtime.log(log);
    const relay = await startRelay({
      ...{ subscription, checkpoints, transactions, client, onProblem },
      log: { ...source, name: log },
      topic: `${prefix}${topicOf[log]}`,
    });
    closing.push(() => relay.stop({ drainMs }));
    relays.push({ log, source, relay });
  }
  const states = await publishStates(service, parts, { client, prefix, onProblem, closing });
  const told = toldLogs(service);
  const teller = startHorizonTeller({
    ...{ client, onProblem, topic: `${prefix}${horizonsTopic}` },
    take: () => takeHorizons(told, () => horizonOf(placesOf(service))),
  });
  closing.push(() => teller.stop());
  return {
    groups: [
      ...relays.map(({ log, source, relay }) => ({
        group: relayGroup(log),
        lag: () => relay.lag(),
        recordedAfter: async (partition: number, offset: number) =>
          (await source.readPartition(partition, offset, 1))[0]?.envelope.recordedAt,
      })),
      ...states.map(({ group, running }) => ({ group, lag: () => running.lag() })),
    ],
    failed: Promise.race(
      [...relays.map(({ relay }) => relay), ...states.map(({ running }) => running)].map(
        ({ failed }) => failed,
      ),
    ),
    async stop() {
      await untilPublished(
        relays.map(({ relay }) => relay),
        publishMaxMs,
      );
      await closeAll(closing);
    },
  };
}

/** Starts the topics of states that a service has beside its logs. */
async function publishStates(
  { blueprint, runtime }: OpenService,
  { subscription, checkpoints, transactions }: ConsumerParts,
  {
    prefix,
    closing,
    ...how
  }: Pick<PublicationOptions, 'client' | 'onProblem'> & { prefix: string; closing: Closing },
) {
  const states: { group: string; running: RunningSubscription }[] = [];
  for (const source of blueprint.stateTopics?.(runtime) ?? []) {
    const running = await startStateTopic({
      ...{ source, subscription, checkpoints, transactions, ...how },
      topic: `${prefix}${source.topic}`,
    });
    closing.push(() => running.stop({ drainMs }));
    states.push({ group: source.group, running });
  }
  return states;
}

/**
 * The logs that are a service's by contract. Of one that it does not keep yet it tells that nothing
 * is there, or whoever listens to all logs would wait for somebody to say so.
 */
function toldLogs({
  blueprint,
  logs,
}: Pick<OpenService, 'blueprint' | 'logs'>): readonly Pick<EventLog, 'name' | 'tail'>[] {
  return logNames
    .filter((log) => ownerOf[log] === blueprint.name)
    .map((log) => logs[log] ?? { name: log, tail: async () => new Map() });
}
