import type { EventDefinition } from '@redress/contracts';
import {
  type BatchConsumerOptions,
  type RunningConsumer,
  startBatchConsumer,
} from './batch-consumer.js';
import type { ConsumedEvent } from './consumed-event.js';
import { defaultLimits } from './consumer-limits.js';
import { eventName, eventNameOf } from './record-plan.js';

/** Reacts to one event, inside its transaction. What it throws decides what becomes of the event. */
export type EventHandler = (consumed: ConsumedEvent) => Promise<void>;

/** What a consumer with one handler per event type is made of. */
export interface ConsumerOptions extends Omit<BatchConsumerOptions, 'wants' | 'apply'> {
  /** By `<log>/<category>.<type>`: see {@link handlerName}. */
  readonly handlers: ReadonlyMap<string, EventHandler>;
}

/** The name under which the handler of an event is registered. */
export function handlerName(definition: EventDefinition): string {
  return eventName(definition);
}

/**
 * Starts a consumer with one handler per event type. Handlers run one after the other within a
 * partition; a transaction takes in events until `targetMs` have passed.
 *
 * @throws BusError NO_CHECKPOINT, UNKNOWN_LOG
 */
export async function startConsumer(options: ConsumerOptions): Promise<RunningConsumer> {
  const { handlers, ...rest } = options;
  const targetMs = options.limits?.targetMs ?? defaultLimits.targetMs;
  return startBatchConsumer({
    ...rest,
    wants: (name) => handlers.has(name),
    async apply(events) {
      const until = performance.now() + targetMs;
      for (const [index, consumed] of events.entries()) {
        if (index > 0 && performance.now() > until) return index;
        await handlers.get(eventNameOf(consumed.record))?.(consumed);
      }
      return events.length;
    },
  });
}
