import { parentPort, Worker } from 'node:worker_threads';
import type { EventCatalogue } from '@redress/contracts';
import { FoldConnectionPool } from './fold-connections.js';
import { type FoldLanes, foldTask, type FoldTask } from './fold-lanes.js';
import type { FoldedPartition } from './fold-log.js';
import type { Projection } from '../projection.js';

/** What a thread is asked for; null: to end. */
type Asked = { readonly id: number; readonly task: FoldTask } | null;

/** What a thread says: some events more, the end of a task, or why it failed. */
type Said =
  | { readonly id: number; readonly folded: number }
  | { readonly id: number; readonly done: FoldedPartition[] }
  | { readonly id: number; readonly failed: SentError };

/** An error on its way between threads, which keep of errors neither class nor code. */
interface SentError {
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
}

/** How long a thread gets to end by itself, in milliseconds. */
const endMs = 2_000;

/**
 * Folds partitions in threads, so that requests and live batches of this process go on beside it.
 *
 * @param entry a module that calls {@link serveFolds}
 */
export function threadLanes(entry: URL, threads: number): FoldLanes {
  const all = Array.from({ length: threads }, () => new FoldThread(new Worker(entry)));
  return {
    async fold(task, onFolded) {
      const [leastBusy] = [...all].sort((a, b) => a.tasks - b.tasks);
      if (!leastBusy) throw new RangeError('a rebuild needs at least one thread');
      return leastBusy.fold(task, onFolded);
    },
    async close() {
      await Promise.all(all.map((thread) => thread.end()));
    },
  };
}

interface OpenTask {
  readonly onFolded: (events: number) => void;
  readonly resolve: (folded: FoldedPartition[]) => void;
  readonly reject: (reason: Error) => void;
}

/** One thread and what it was asked for. Once it is gone, everything it is asked for fails. */
class FoldThread {
  private readonly open = new Map<number, OpenTask>();
  private taskNo = 0;
  private lost: Error | undefined;

  constructor(private readonly worker: Worker) {
    worker
      .on('message', (said: Said) => this.hear(said))
      .on('error', (cause) => this.lose(new Error(`a fold thread died: ${cause}`, { cause })))
      .on('exit', (code) => this.lose(new Error(`a fold thread ended with code ${code}`)));
  }

  get tasks(): number {
    return this.open.size;
  }

  fold(task: FoldTask, onFolded: OpenTask['onFolded']): Promise<FoldedPartition[]> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      this.taskNo += 1;
      this.open.set(this.taskNo, { onFolded, resolve, reject });
      this.worker.postMessage({ id: this.taskNo, task } satisfies Asked);
    });
  }

  /** Ends the thread when it has closed its connections, or after a while. */
  async end(): Promise<void> {
    if (this.lost) return;
    const timer = setTimeout(() => void this.worker.terminate(), endMs);
    this.worker.postMessage(null satisfies Asked);
    await new Promise((resolve) => this.worker.once('exit', resolve));
    clearTimeout(timer);
  }

  private hear(said: Said): void {
    const asked = this.open.get(said.id);
    if (!asked) return;
    if ('folded' in said) {
      asked.onFolded(said.folded);
      return;
    }
    this.open.delete(said.id);
    if ('done' in said) asked.resolve(said.done);
    else asked.reject(receivedError(said.failed));
  }

  private lose(reason: Error): void {
    this.lost ??= reason;
    for (const { reject } of this.open.values()) reject(this.lost);
    this.open.clear();
  }
}

/** The other side of {@link threadLanes}: the whole of a thread's entry. */
export function serveFolds(projections: readonly Projection[], catalogue: EventCatalogue): void {
  const port = parentPort;
  if (!port) throw new Error('folds are served in a thread');
  const connections = new FoldConnectionPool();
  port.on('message', (asked: Asked) => {
    if (!asked) {
      void connections.close().then(() => port.close());
      return;
    }
    const { id, task } = asked;
    const onFolded = (folded: number) => port.postMessage({ id, folded } satisfies Said);
    foldTask(task, { projections, catalogue, connections, onFolded }).then(
      (done) => port.postMessage({ id, done } satisfies Said),
      (thrown: unknown) => port.postMessage({ id, failed: sentError(thrown) } satisfies Said),
    );
  });
}

function sentError(thrown: unknown): SentError {
  if (!(thrown instanceof Error)) return { message: `thrown: ${thrown}` };
  const { message, stack } = thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {};
  return { message, ...(stack ? { stack } : {}), ...code };
}

function receivedError({ message, stack, code }: SentError): Error {
  return Object.assign(new Error(message), stack ? { stack } : {}, code ? { code } : {});
}
