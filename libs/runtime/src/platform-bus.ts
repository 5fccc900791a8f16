import {
  checkTopics,
  HorizonReader,
  horizonsTopic,
  type KafkaClient,
  type TopicPolicy,
} from '@redress/bus';
import type { EventLog } from '@redress/event-log';
import type { Logger } from '@redress/observability';
import type { OpenService } from './open-service.js';
import { type Publication, publishLogs } from './publication.js';
import type { ConsumerParts } from './consumer-parts.js';
import { databaseBus, type ServiceBus } from './service-bus.js';
import { placesOf, topicBus } from './topic-bus.js';

/** Kafka between the processes of a platform. */
export interface TopicsBus {
  readonly client: KafkaClient;
  /** How the cluster keeps our topics; they are looked at before anything starts. */
  readonly topics: TopicPolicy;
}

/** `databases`: this process has all services and reads their logs itself. Else topics. */
export type PlatformBus = 'databases' | TopicsBus;

/** The buses of the services of one process. */
export interface OpenPlatformBus {
  of(service: OpenService): ServiceBus;
  /** Puts the logs of a service on their topics; absent where there are none. */
  publish?(service: OpenService, parts: ConsumerParts): Promise<Publication>;
  close(): Promise<void>;
}

/**
 * Opens what carries events between the services.
 *
 * @throws KafkaError TOPIC_DIFFERS naming every difference between the topics and the wanted ones
 */
export async function openPlatformBus(
  bus: PlatformBus,
  opened: readonly OpenService[],
  logger: Logger,
): Promise<OpenPlatformBus> {
  if (bus === 'databases') {
    const sources: Record<string, EventLog> = Object.assign({}, ...opened.map(({ logs }) => logs));
    const places = opened.flatMap(placesOf);
    return {
      of: (service) => databaseBus(service, sources, places),
      close: async () => undefined,
    };
  }
  const { client, topics } = bus;
  await checkTheTopics(bus);
  const onProblem = (error: Error) => logger.warn({ err: error, part: 'kafka' }, 'tried again');
  const topic = `${topics.prefix ?? ''}${horizonsTopic}`;
  const reader = new HorizonReader({ client, topic, onProblem });
  const shared = { client, topics, onProblem, book: reader.book };
  return {
    of: (service) => topicBus(service, shared),
    publish: (service, parts) => publishLogs(service, parts, shared),
    close: () => reader.close(),
  };
}

async function checkTheTopics({ client, topics }: TopicsBus): Promise<void> {
  const admin = await client.openAdmin();
  try {
    await checkTopics(admin, topics);
  } finally {
    await admin.close();
  }
}
