import {
  heardUpTo,
  type HorizonBook,
  KafkaBus,
  type KafkaClient,
  type PartitionLag,
  type Standing,
  type TopicPolicy,
} from '@redress/bus';
import { type LogName, logNames, topicOf } from '@redress/contracts';
import type { EventLog } from '@redress/event-log';
import { millisOf, timestampOf } from '@redress/kernel';
import { casesGroup, journalGroup } from './consumer-groups.js';
import type { LogPlace } from './log-horizon.js';
import type { OpenService } from './open-service.js';
import { passedAppends, type ServiceBus } from './service-bus.js';

/** What a bus over topics needs beside its service. */
export interface TopicBusOptions {
  readonly client: KafkaClient;
  readonly topics: TopicPolicy;
  /** What the owners of other logs tell of them. */
  readonly book: HorizonBook;
  readonly onProblem: (error: Error) => void;
}

/**
 * A bus whose foreign logs are topics. What is the service's own, its logs and its journal, it reads
 * where it lies. How far it has heard of others it knows from their horizons, never from the ends of
 * topics; and without asking a broker, so that commands go on while there is none.
 */
export function topicBus(service: OpenService, options: TopicBusOptions): ServiceBus {
  const { blueprint, database, journal, logs: own, checkpoints } = service;
  const { client, book, onProblem, topics } = options;
  const foreign = foreignLogs(blueprint);
  const local: Readonly<Record<string, EventLog>> = journal
    ? { ...own, [journal.name]: journal }
    : own;
  const bus = new KafkaBus({
    ...{ pool: database.writer, client, onProblem, own: local },
    logs: foreign.map((log) => ({ log, topic: `${topics.prefix ?? ''}${topicOf[log]}` })),
  });
  const { name, consumes } = blueprint;
  const places = placesOf(service).filter(
    ({ log }) => consumes.includes('journal') || consumes.some((each) => each === log),
  );
  return {
    subscription: bus,
    logs: logNames.filter((log) => log in own || foreign.includes(log)),
    async heardUpTo({ cases, copier }, by) {
      let heardOfOthers = Number.POSITIVE_INFINITY;
      const group = {
        async lag() {
          // The copier first: what moves on meanwhile is found behind it, never between the two.
          const standings: Standing[] = [];
          if (copier) standings.push(...(await checkpoints.standings(journalGroup(name))));
          if (cases) standings.push(...(await checkpoints.standings(casesGroup(name))));
          if (foreign.length > 0) heardOfOthers = millisOf(book.heardUpTo(foreign, standings));
          return lagOf(standings, local);
        },
      };
      const heardOfOwn = await heardUpTo(group, local, () => passedAppends(places, by));
      return timestampOf(Math.min(millisOf(heardOfOwn), heardOfOthers));
    },
    close: () => bus.close(),
  };
}

/** The logs of others that a service reads, by itself or into its journal. */
export function foreignLogs({
  logs,
  consumes,
  keepsJournal,
}: Pick<OpenService['blueprint'], 'logs' | 'consumes' | 'keepsJournal'>): readonly LogName[] {
  return logNames.filter(
    (log) => !logs.includes(log) && (keepsJournal === true || consumes.includes(log)),
  );
}

/** Where the own logs of a service lie. */
export function placesOf({ blueprint, database }: OpenService): readonly LogPlace[] {
  const { name: service, logs } = blueprint;
  return logs.map((log) => ({ service, log, pool: database.writer }));
}

/** How far groups are behind in logs that are at hand; the others are told of by their owners. */
async function lagOf(
  standings: readonly Standing[],
  local: Readonly<Record<string, EventLog>>,
): Promise<PartitionLag[]> {
  const tails = await Promise.all(Object.values(local).map((log) => log.tail()));
  const ends = new Map(tails.flatMap((tail) => [...tail]));
  return standings
    .filter(({ log }) => log in local)
    .map(({ log, partition, committed }) => {
      const end = ends.get(`${log}/${partition}`) ?? -1;
      return { log, partition, committed, end, records: Math.max(0, end - committed) };
    });
}
