import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { partitionCount } from './event-log.port.js';

/** Tells who reads a log that there is something new. Every message may be lost. */
export interface WakeUps {
  /** Tells this process now and the others within 5 ms. Call it after the commit. */
  appended(partitions: Iterable<number>): void;
  /** Calls back with a partition. Returns how to stop it. */
  subscribe(listener: (partition: number) => void): () => void;
  /** Sends what is waiting and stops listening. */
  close(): Promise<void>;
}

export interface WakeUpOptions {
  readonly pool: Pool;
  /** Channel of NOTIFY: one per log, in a name space that all services of a database share. */
  readonly channel: string;
  /** Told of a listener that threw and of a message that could not be sent or heard. */
  readonly onProblem: (error: Error) => void;
}

const coalesceMs = 5;
const reconnectMs = { first: 100, most: 5_000 };

/**
 * Wake-ups by NOTIFY, sent after the commit on another connection, because inside the append it
 * would take a lock of the whole database at every commit. At most one message in 5 ms.
 *
 * The connection that listens is opened with the first subscription and opened again when it is
 * lost; after that every partition is woken once, because nobody knows what was missed.
 */
export function wakeUps({ pool, channel, onProblem }: WakeUpOptions): WakeUps {
  const self = randomUUID();
  const listeners = new Set<(partition: number) => void>();
  const unsent = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let closed = false;
  let listening: Client | undefined;
  let reconnect: NodeJS.Timeout | undefined;

  function tell(partitions: Iterable<number>): void {
    for (const partition of partitions) {
      for (const listener of listeners) {
        try {
          listener(partition);
        } catch (error) {
          onProblem(asError(error));
        }
      }
    }
  }

  async function send(): Promise<void> {
    timer = undefined;
    if (unsent.size === 0) return;
    const message = `${self}:${[...unsent].join(',')}`;
    unsent.clear();
    try {
      // A hint is not worth an fsync.
      await pool.query({
        name: 'wake_up',
        text: "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)",
        values: [channel, message],
      });
    } catch (error) {
      onProblem(asError(error));
    }
  }

  function heard(message: string): void {
    const [sender, partitions = ''] = message.split(':');
    if (sender !== self) tell(partitions.split(',').map(Number));
  }

  async function listen(retryMs: number): Promise<void> {
    let delayMs = retryMs;
    const client = new Client(pool.options);
    listening = client;
    const again = (error?: Error) => {
      if (listening !== client) return;
      listening = undefined;
      if (error) onProblem(error);
      client.end().catch(onProblem);
      if (closed) return;
      reconnect = setTimeout(() => {
        void listen(Math.min(delayMs * 2, reconnectMs.most));
      }, delayMs);
      reconnect.unref();
    };
    client.on('error', again);
    client.on('end', () => again());
    client.on('notification', ({ payload }) => heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      delayMs = reconnectMs.first;
      tell(Array.from({ length: partitionCount }, (_, partition) => partition));
    } catch (error) {
      again(asError(error));
    }
  }

  return {
    appended(partitions) {
      const all = [...partitions];
      tell(all);
      for (const partition of all) unsent.add(partition);
      timer ??= setTimeout(() => {
        sending = send();
      }, coalesceMs);
      timer.unref();
    },
    subscribe(listener) {
      listeners.add(listener);
      if (!listening && !reconnect && !closed) void listen(reconnectMs.first);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(reconnect);
      await sending;
      await send();
      const client = listening;
      listening = undefined;
      await client?.end();
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
