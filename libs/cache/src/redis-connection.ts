/** The client of `@redis/client`, as this lib uses it. */
export type RedisClient = Awaited<ReturnType<typeof makeClient>>;

/** What is shared through a Redis, and how long we wait for it. */
export interface RedisOptions {
  /** `redis://…` or `rediss://…` */
  readonly url: string;
  /** In front of every key, where several systems share a server. */
  readonly prefix?: string;
  /** Longest wait for an answer, in milliseconds. Default 150. */
  readonly patienceMs?: number;
  /** Told once when Redis stops to answer, and once when it answers again. */
  readonly onChange: (state: 'lost' | 'back', error?: Error) => void;
}

/** Longest wait for a connection, in milliseconds. */
const connectTimeoutMs = 1_000;

/** After so long without success Redis is asked again, in milliseconds. */
const restMs = 500;

/**
 * A Redis that may be slow or gone: whoever asks gets an answer in time or none, and a Redis that did
 * not answer is left alone for a moment, so that its absence costs no request more than one wait.
 */
export class RedisConnection {
  readonly prefix: string;
  private readonly patienceMs: number;
  private readonly onChange: RedisOptions['onChange'];
  private restUntil = 0;
  private isLost = false;

  private constructor(
    readonly client: RedisClient,
    { prefix = 'redress:', patienceMs = 150, onChange }: RedisOptions,
  ) {
    this.prefix = prefix;
    this.patienceMs = patienceMs;
    this.onChange = onChange;
    client.on('error', (error: Error) => this.fail(error));
  }

  /** Begins to connect, and goes on trying by itself: Redis need not be there. */
  static async open(options: RedisOptions): Promise<RedisConnection> {
    const client = await makeClient(options.url);
    const connection = new RedisConnection(client, options);
    client.connect().catch((error: Error) => connection.fail(error));
    return connection;
  }

  /** The answer of `work`, or undefined when Redis does not give it in time. */
  async ask<T>(work: (client: RedisClient) => Promise<T>): Promise<T | undefined> {
    if (!this.client.isReady || performance.now() < this.restUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      const late = () => reject(new Error(`Redis did not answer within ${this.patienceMs} ms`));
      timer = setTimeout(late, this.patienceMs);
    });
    try {
      const answer = await Promise.race([work(this.client), deadline]);
      this.succeed();
      return answer;
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  private succeed(): void {
    if (!this.isLost) return;
    this.isLost = false;
    this.onChange('back');
  }

  private fail(error: Error): void {
    this.restUntil = performance.now() + restMs;
    if (this.isLost) return;
    this.isLost = true;
    this.onChange('lost', error);
  }
}

/** Half a second of modules, which a process without Redis does not load. */
async function makeClient(url: string) {
  const { createClient } = await import('@redis/client');
  return createClient({
    url,
    // Commands fail at once while there is no connection, instead of waiting for one.
    disableOfflineQueue: true,
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: restMs },
  });
}
