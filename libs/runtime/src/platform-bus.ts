import {
  checkTopics,
  HorizonReader,
  horizonsTopic,
  isKafkaError,
  pause,
  type KafkaClient,
  type TopicPolicy,
} from '@redress/bus';
import type { EventLog } from '@redress/event-log';
import type { Logger } from '@redress/observability';
import type { OpenService } from './open-service.js';
import { outageLines } from './outage-lines.js';
import { type Publication, publishLogs } from './publication.js';
import type { ConsumerParts } from './consumer-parts.js';
import { databaseBus, type ServiceBus } from './service-bus.js';
import { placesOf, topicBus } from './topic-bus.js';

/** Kafka between the processes of a platform. */
export interface TopicsBus {
  readonly client: KafkaClient;
  /** How the cluster keeps our topics; they are looked at before anything starts, if a broker answers. */
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

/** Whom a bus tells of what happens later. */
export interface BusListeners {
  readonly logger: Logger;
  /** Told once when the process cannot go on: the topics that were out of reach at the start are not ours. */
  readonly fail: (reason: Error) => void;
}

/** How often topics that no broker could tell of are looked at again, in milliseconds. */
const lookEveryMs = 2_000;

/**
 * Opens what carries events between the services. Commands need no broker, so the start goes on without
 * one, and the topics are looked at as soon as one answers.
 *
 * @throws KafkaError TOPIC_DIFFERS naming every difference between the topics and the wanted ones;
 *   NOT_ALLOWED
 */
export async function openPlatformBus(
  bus: PlatformBus,
  opened: readonly OpenService[],
  { logger, fail }: BusListeners,
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
  const closing = new AbortController();
  const onProblem = toldSparely(logger);
  const watching = (await isAnswered(bus, onProblem))
    ? undefined
    : untilAnswered(bus, onProblem, closing.signal).catch(fail);
  const topic = `${topics.prefix ?? ''}${horizonsTopic}`;
  const reader = new HorizonReader({ client, topic, onProblem });
  const shared = { client, topics, onProblem, book: reader.book };
  return {
    of: (service) => topicBus(service, shared),
    publish: (service, parts) => publishLogs(service, parts, shared),
    async close() {
      closing.abort();
      await reader.close();
      await watching;
    },
  };
}

/**
 * What fails is tried again by many parts, several times a second, for as long as brokers are away. An
 * error with a code is told without where it was thrown: that is the same in every line.
 */
function toldSparely(logger: Logger): (error: Error) => void {
  const lineOf = outageLines();
  return (error) => {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    const line = lineOf(code ?? error.name);
    if (!line) return;
    const what = code === undefined ? { err: error } : { code, reason: error.message };
    logger.warn({ part: 'kafka', ...what, ...line }, 'tried again');
  };
}

async function untilAnswered(
  bus: TopicsBus,
  onProblem: (error: Error) => void,
  signal: AbortSignal,
): Promise<void> {
  do await pause(lookEveryMs, signal);
  while (!signal.aborted && !(await isAnswered(bus, onProblem)));
}

/** False where no broker answers. Rejects where one does, and its topics are not ours. */
async function isAnswered(
  { client, topics }: TopicsBus,
  onProblem: (error: Error) => void,
): Promise<boolean> {
  try {
    const admin = await client.openAdmin();
    await checkTopics(admin, topics).finally(() => admin.close());
    return true;
  } catch (error) {
    if (!isKafkaError(error, 'BROKER_UNAVAILABLE')) throw error;
    onProblem(error);
    return false;
  }
}
