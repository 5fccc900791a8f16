import { parentPort, Worker } from 'node:worker_threads';
import type { EventCatalogue } from '@redress/contracts';
import { type FoldLanes, foldTask, type PartitionTask } from './fold-lanes.js';
import type { FoldedPartition } from './fold-partition.js';
import type { Projection } from './projection.js';

/** What a thread says: some events more, the end of a task, or why it failed. */
type Said =
  | { readonly id: number; readonly folded: number }
  | { readonly id: number; readonly done: FoldedPartition }
  | { readonly id: number; readonly failed: unknown };

/**
 * Folds partitions in threads, so that requests and live batches of this process go on beside it.
 *
 * @param entry a module that calls {@link serveFolds}
 */
export function threadLanes(entry: URL, threads: number): FoldLanes {
  const idle = Array.from({ length: threads }, () => new Worker(entry));
  const all = [...idle];
  let taskNo = 0;
  return {
    async fold(task, onFolded) {
      const thread = idle.pop();
      if (!thread) throw new Error(`${threads} tasks are at work already`);
      taskNo += 1;
      try {
        return await runOn(thread, { id: taskNo, task }, onFolded);
      } finally {
        idle.push(thread);
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.terminate()));
    },
  };
}

function runOn(
  thread: Worker,
  request: { id: number; task: PartitionTask },
  onFolded: (events: number) => void,
): Promise<FoldedPartition> {
  return new Promise((resolve, reject) => {
    const end = () => {
      thread.off('message', heard).off('error', lost).off('exit', gone);
    };
    const heard = (said: Said) => {
      if (said.id !== request.id) return;
      if ('folded' in said) {
        onFolded(said.folded);
        return;
      }
      end();
      if ('done' in said) resolve(said.done);
      else reject(said.failed);
    };
    const lost = (error: Error) => {
      end();
      reject(error);
    };
    const gone = () => lost(new Error('the thread of a rebuild ended'));
    thread.on('message', heard).on('error', lost).on('exit', gone);
    thread.postMessage(request);
  });
}

/** The other side of {@link threadLanes}: the whole of a thread's entry. */
export function serveFolds(projections: readonly Projection[], catalogue: EventCatalogue): void {
  const port = parentPort;
  if (!port) throw new Error('folds are served in a thread');
  port.on('message', ({ id, task }: { id: number; task: PartitionTask }) => {
    const onFolded = (folded: number) => port.postMessage({ id, folded } satisfies Said);
    foldTask(task, { projections, catalogue, onFolded }).then(
      (done) => port.postMessage({ id, done } satisfies Said),
      (failed: unknown) => port.postMessage({ id, failed } satisfies Said),
    );
  });
}
