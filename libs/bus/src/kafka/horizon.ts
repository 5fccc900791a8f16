import { type EventLog, partitionCount } from '@redress/event-log';
import { isTimestamp, millisOf, type Timestamp, timestampOf } from '@redress/kernel';

/**
 * What the owner of a log promises: each record that was recorded up to `at` stands at or before
 * these ends. A reader of the topic cannot find that out by itself, because a record that is in the
 * log and not yet on its topic is invisible to it.
 */
export interface Horizon {
  readonly log: string;
  readonly at: Timestamp;
  /** Last offset by partition, -1 where nothing is. */
  readonly ends: readonly number[];
}

/** Where a group stands in one partition. */
export interface Standing {
  readonly log: string;
  readonly partition: number;
  /** Offset of the last committed record, -1 before the first. */
  readonly committed: number;
}

/** Horizons of a log that are kept: at one a second, what a group may be behind and still be told. */
const keptMax = 300;

/** Before everything that was ever recorded. */
const nothingHeard = timestampOf(0);

/** Takes a horizon of logs that share a clock: first the instant, then the ends behind it. */
export async function takeHorizons(
  logs: readonly Pick<EventLog, 'name' | 'tail'>[],
  horizon: () => Promise<Timestamp>,
): Promise<readonly Horizon[]> {
  const at = await horizon();
  return Promise.all(
    logs.map(async (log) => {
      const tail = await log.tail();
      const ends = Array.from({ length: partitionCount }, (_, partition) => {
        return tail.get(`${log.name}/${partition}`) ?? -1;
      });
      return { log: log.name, at, ends };
    }),
  );
}

/** The horizon in the value of a record; undefined where somebody wrote something else. */
export function readHorizon(value: Buffer | null): Horizon | undefined {
  const found = parsed(value);
  if (typeof found !== 'object' || found === null) return undefined;
  const { log, at, ends } = found as Partial<Record<keyof Horizon, unknown>>;
  if (typeof log !== 'string' || typeof at !== 'string' || !isTimestamp(at)) return undefined;
  if (!Array.isArray(ends) || ends.length !== partitionCount) return undefined;
  return ends.every(isOffset) ? { log, at, ends } : undefined;
}

function parsed(value: Buffer | null): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= -1;
}

/** The latest horizons of each log. */
export class HorizonBook {
  private readonly byLog = new Map<string, Horizon[]>();

  /** What is told last pushes out what was told first, whatever it says: none that is wrong stays for good. */
  add(horizon: Horizon): void {
    const known = this.byLog.get(horizon.log) ?? [];
    this.byLog.set(horizon.log, [...known, horizon].slice(-keptMax));
  }

  /**
   * The latest instant T such that whoever stands there has heard all that was recorded in these
   * logs until T. Where nothing is known it is 1970: deadlines then wait.
   *
   * @param logs at least one
   */
  heardUpTo(logs: readonly string[], standings: readonly Standing[]): Timestamp {
    const committed = new Map(
      standings.map(({ log, partition, committed: offset }) => [`${log}/${partition}`, offset]),
    );
    const isHeard = ({ log, ends }: Horizon) =>
      ends.every((end, partition) => (committed.get(`${log}/${partition}`) ?? -1) >= end);
    // Several replicas of an owner tell of one log, each a little before or behind the other; the one
    // form of timestamps is ordered as text.
    const heardOf = (log: string) =>
      (this.byLog.get(log) ?? []).reduceRight(
        (latest, horizon) => (horizon.at > latest && isHeard(horizon) ? horizon.at : latest),
        nothingHeard,
      );
    const heard = logs.map(heardOf);
    return timestampOf(Math.min(...heard.map(millisOf)));
  }
}
