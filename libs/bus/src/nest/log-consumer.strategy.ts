import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { journalName } from '@redress/event-log';
import { isObservable, lastValueFrom } from 'rxjs';
import type { RunningConsumer } from '../batch-consumer.js';
import { type ConsumerOptions, type EventHandler, startConsumer } from '../consumer.js';
import { serviceExtra, transportOf } from './consumer.decorator.js';

/** What a service's consumer needs beside its handlers, which Nest finds. */
export interface LogConsumerOptions extends Omit<ConsumerOptions, 'handlers'> {
  /** Name that the service's consumer classes carry in `@Consumer`. */
  readonly service: string;
  /** How long `close` lets running transactions go on, in milliseconds. Default 5,000. */
  readonly drainMs?: number;
}

/**
 * Nest transport of one service: its `@OnEvent` handlers, run by `startConsumer`. Nest constructs
 * them and runs their interceptors; batches, transactions, retry and parking are ours.
 */
export class LogConsumerStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private running: RunningConsumer | undefined;

  constructor(private readonly options: LogConsumerOptions) {
    super();
    this.setTransportId(transportOf(options.service));
  }

  /** The consumer, once `listen` has started it; none in a service that reads no log. */
  get consumer(): RunningConsumer | undefined {
    return this.running;
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const handlers = checkedHandlers(this.messageHandlers, this.options);
      if (this.options.logs.length > 0) {
        this.running = await startConsumer({ ...this.options, handlers });
      }
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await this.running?.stop({ drainMs: this.options.drainMs ?? 5_000 });
  }

  /** There is no client to talk to: the consumer reports by `failed`. */
  override on(): never {
    throw new Error('this transport has no events');
  }

  override unwrap(): never {
    throw new Error('this transport has no client');
  }
}

/**
 * The handlers as our consumer calls them.
 *
 * @throws Error when one belongs to no service or to another, when an event has two, or when its
 *   log is not read: such a handler would never be called
 */
function checkedHandlers(
  found: ReadonlyMap<string, MessageHandler>,
  { service, logs }: LogConsumerOptions,
): Map<string, EventHandler> {
  const handlers = new Map<string, EventHandler>();
  for (const [name, handler] of found) {
    if (handler.extras?.[serviceExtra] !== service) {
      throw new Error(`the handler of ${name} is in a class without @Consumer('${service}')`);
    }
    if (handler.next) throw new Error(`${service} has two handlers of ${name}`);
    const [log = ''] = name.split('/', 1);
    // A journal holds the events of all logs.
    const isRead = logs.includes(log) || logs.includes(journalName);
    if (!isRead) throw new Error(`${service} handles ${name} and does not read ${log}`);
    handlers.set(name, async (consumed) => {
      const answer: unknown = await handler(consumed);
      // An interceptor makes an observable of it; one that ends without a value is fine.
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    });
  }
  return handlers;
}
