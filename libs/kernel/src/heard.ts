import { type Position, formatPosition } from './envelope.js';

/**
 * What a case has heard of other services: the last offset by `<log>/<partition>`. A case keeps one
 * partition in every log and its events arrive in order, so one number a log is enough.
 */
export type Heard = Readonly<Record<string, number>>;

/** True when the event at this position, or a later one of its partition, was heard before. */
export function hasHeard(heard: Heard, { log, partition, offset }: Position): boolean {
  return (heard[`${log}/${partition}`] ?? -1) >= offset;
}

/** What is heard after the event at this position. Never goes back. */
export function hear(heard: Heard, position: Position): Heard {
  if (hasHeard(heard, position)) return heard;
  return { ...heard, [`${position.log}/${position.partition}`]: position.offset };
}

/** The positions heard, sorted: what a caller is shown whose step came too early. */
export function heardPositions(heard: Heard): readonly string[] {
  return Object.entries(heard)
    .map(([at, offset]) => {
      const [log = '', partition] = at.split('/');
      return formatPosition({ log, partition: Number(partition), offset });
    })
    .sort();
}
