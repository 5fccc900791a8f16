import type { EventDefinition } from '@redress/contracts';
import { withinTrace } from '@redress/observability';
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

/** Events that are handled side by side; their reads and appends share round trips. */
const sideBySide = 64;

/** Of these, events of one key: they go one after the other, and time is looked at only after. */
const sideBySidePerKey = 4;

/**
 * Starts a consumer with one handler per event type. Events of one key are handled one after the
 * other, those of different keys side by side; a transaction takes in events until `targetMs` have
 * passed.
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
      let done = 0;
      while (done < events.length && (done === 0 || performance.now() < until)) {
        const next = sideBySideFrom(events.slice(done, done + sideBySide));
        await handleSideBySide(next, handlers);
        done += next.length;
      }
      return done;
    },
  });
}

/** The longest prefix in which no key has more than its share. */
function sideBySideFrom(events: readonly ConsumedEvent[]): readonly ConsumedEvent[] {
  const ofKey = new Map<string, number>();
  const end = events.findIndex(({ record }) => {
    const count = (ofKey.get(record.orderingKey) ?? 0) + 1;
    ofKey.set(record.orderingKey, count);
    return count > sideBySidePerKey;
  });
  return end < 0 ? events : events.slice(0, end);
}

/** Throws what failed first, after all others have ended: they work in the same transaction. */
async function handleSideBySide(
  events: readonly ConsumedEvent[],
  handlers: ReadonlyMap<string, EventHandler>,
): Promise<void> {
  const byKey = new Map<string, ConsumedEvent[]>();
  for (const consumed of events) {
    const { orderingKey } = consumed.record;
    byKey.set(orderingKey, [...(byKey.get(orderingKey) ?? []), consumed]);
  }
  const failures: { readonly thrown: unknown }[] = [];
  await Promise.all(
    [...byKey.values()].map(async (ofKey) => {
      try {
        for (const consumed of ofKey) {
          if (failures.length > 0) return;
          const handler = handlers.get(eventNameOf(consumed.record));
          await withinTrace(consumed.traceparent, async () => handler?.(consumed));
        }
      } catch (thrown) {
        failures.push({ thrown });
      }
    }),
  );
  const [first] = failures;
  if (first) throw first.thrown;
}
