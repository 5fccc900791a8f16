import { sleep } from './log-fixture.js';

/** What is put under the gap test: our log, or a naive one to see that the test has teeth. */
export interface GapSubject {
  readonly partitions: readonly number[];
  /** Writes one transaction; pauses between insert and commit; undone when told so. Returns ids. */
  write(writer: number, round: number, pauseMs: number, undo: boolean): Promise<readonly string[]>;
  /** Records of a partition after a position, in order. */
  readAfter(partition: number, after: number): Promise<readonly { at: number; id: string }[]>;
}

export interface GapFindings {
  /** Committed, and never given to the reader that follows the log. */
  readonly missed: number;
  /** Given to the reader although undone, or twice. */
  readonly invented: number;
  readonly committed: number;
}

/**
 * Writers that pause and undo, beside a reader that follows each partition by its last position, as
 * every consumer does. Finds what the reader missed.
 */
export async function findGaps(
  subject: GapSubject,
  { writers, rounds }: { writers: number; rounds: number },
): Promise<GapFindings> {
  const committed = new Set<string>();
  const seen: string[] = [];
  const last = new Map(subject.partitions.map((partition) => [partition, -1]));
  let writing = true;

  async function follow(): Promise<void> {
    for (const partition of subject.partitions) {
      for (const { at, id } of await subject.readAfter(partition, last.get(partition) ?? -1)) {
        seen.push(id);
        last.set(partition, at);
      }
    }
  }

  async function write(writer: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      // Slow writers overtaken by quick ones: the longest pause outlives several commits.
      const pauseMs = (writer * 7 + round * 3) % 5 === 0 ? 12 : 0;
      const undo = (writer + round) % 6 === 0;
      const ids = await subject.write(writer, round, pauseMs, undo);
      if (!undo) for (const id of ids) committed.add(id);
    }
  }

  async function read(): Promise<void> {
    while (writing) {
      await follow();
      await sleep(1);
    }
  }

  const reading = read();
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  writing = false;
  await reading;
  await follow();
  const given = new Set(seen);
  return {
    missed: [...committed].filter((id) => !given.has(id)).length,
    invented: seen.length - [...given].filter((id) => committed.has(id)).length,
    committed: committed.size,
  };
}
