import {
  heardUpTo,
  PgBus,
  type RunningConsumer,
  type RunningSubscription,
  type Subscription,
} from '@redress/bus';
import { type LogName, logNames } from '@redress/contracts';
import type { EventLog } from '@redress/event-log';
import { type Timestamp, timestampOf } from '@redress/kernel';
import { horizonAtRest, horizonOf, type LogPlace } from './log-horizon.js';
import type { OpenService } from './open-service.js';
import type { HeardFor } from './service-runtime.js';

/** The groups by which a service hears of what others record. */
export interface HearingGroups {
  /** Its consumer of facts. */
  readonly cases?: RunningConsumer;
  /** The copier of its journal, behind which such a consumer may stand. */
  readonly copier?: RunningSubscription;
}

/** How one service hears of logs, and how far it has. */
export interface ServiceBus {
  readonly subscription: Subscription;
  /** Every log that can be heard, in the order of the stages. */
  readonly logs: readonly LogName[];
  /** Nothing that was recorded until this instant, in what the groups read, is unheard of. */
  heardUpTo(groups: HearingGroups, by: HeardFor): Promise<Timestamp>;
  /** Ends its connections, after the groups have stopped. */
  close(): Promise<void>;
}

/** What a command is told that cannot know: it settles nothing, and the timers will. */
const nothingHeard = timestampOf(0);

/**
 * Up to where appends to these logs have passed, by the clocks of their databases. A bystander
 * waits for those that are under way. A command does not, because one may be its own.
 */
export async function passedAppends(places: readonly LogPlace[], by: HeardFor): Promise<Timestamp> {
  if (places.length === 0) return timestampOf(Date.now());
  return by === 'bystander' ? horizonOf(places) : ((await horizonAtRest(places)) ?? nothingHeard);
}

/** A bus over the logs themselves, all of which are in databases that this process reads. */
export function databaseBus(
  { blueprint: { consumes }, database, journal }: OpenService,
  sources: Readonly<Record<string, EventLog>>,
  places: readonly LogPlace[],
): ServiceBus {
  const all = journal ? { ...sources, [journal.name]: journal } : sources;
  const readsJournal = consumes.includes('journal');
  const heard = places.filter(({ log }) => readsJournal || consumes.some((name) => name === log));
  return {
    subscription: new PgBus({ pool: database.writer, sources: all }),
    logs: logNames.filter((log) => log in sources),
    heardUpTo({ cases, copier }, by) {
      const group = {
        // The copier first: what moves on meanwhile is found behind it, never between the two.
        lag: async () => [...((await copier?.lag()) ?? []), ...((await cases?.lag()) ?? [])],
      };
      return heardUpTo(group, all, () => passedAppends(heard, by));
    },
    close: async () => undefined,
  };
}
