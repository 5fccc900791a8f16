import {
  type ConsumedEvent,
  type ConsumerOptions,
  handlerName,
  type RunningConsumer,
  startConsumer,
} from '../src/index.js';
import {
  type BusWorld,
  type Effect,
  effectOf,
  eventually,
  freshGroup,
  probeCatalogue,
  probeEvents,
} from './bus-world.js';

/** What the suites of the consumer share: a fresh world and group for every test. */
export interface ConsumerSuite {
  readonly world: () => BusWorld;
  readonly group: () => string;
  /** Makes the handler throw this at an offset of partition 0; `heal` ends it. */
  poison(offset: number, thrown: unknown): void;
  heal(): void;
  start(more?: Partial<ConsumerOptions>): Promise<RunningConsumer>;
  /** Options for another handler of `Counted`. */
  handling(handler: (consumed: ConsumedEvent) => Promise<void>): Pick<ConsumerOptions, 'handlers'>;
  /** Writes the effect of an event, unless it is poisoned. */
  handle(consumed: ConsumedEvent): Promise<void>;
  effectsOf(key: string): Promise<Effect[]>;
  /** Waits until the consumer that was started last has no lag. */
  settled(): Promise<void>;
}

export function consumerSuite(openWorld: () => Promise<BusWorld>): ConsumerSuite {
  let opened: BusWorld | undefined;
  let group = '';
  const running: RunningConsumer[] = [];
  const poisoned = new Map<number, () => never>();

  const world = () => {
    if (!opened) throw new Error('the world opens before the test');
    return opened;
  };

  async function handle({ record, tx }: ConsumedEvent): Promise<void> {
    if (record.position.partition === 0) poisoned.get(record.position.offset)?.();
    await world().effect(tx, effectOf(group, record));
  }

  const handling: ConsumerSuite['handling'] = (handler) => ({
    handlers: new Map([[handlerName(probeEvents.Counted), handler]]),
  });

  beforeEach(async () => {
    opened = await openWorld();
    group = freshGroup();
    poisoned.clear();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop({ drainMs: 500 })));
    await world().close();
  });

  return {
    world,
    group: () => group,
    handle,
    handling,
    poison(offset, thrown) {
      poisoned.set(offset, () => {
        throw thrown;
      });
    },
    heal: () => poisoned.clear(),
    async start(more = {}) {
      const { transactions, checkpoints, parking } = world();
      const consumer = await startConsumer({
        subscription: world().member().subscription,
        transactions,
        checkpoints,
        parking,
        catalogue: probeCatalogue,
        group,
        logs: ['intake'],
        startAt: 'beginning',
        ...handling(handle),
        ...more,
        limits: { maxWaitMs: 100, retry: { minMs: 10, maxMs: 50 }, ...more.limits },
      });
      running.push(consumer);
      return consumer;
    },
    async effectsOf(key) {
      return (await world().effects(group)).filter((effect) => effect.key === key);
    },
    settled() {
      return eventually('no lag', async () => {
        const lag = await running.at(-1)?.lag();
        return lag?.every(({ records }) => records === 0) ?? false;
      });
    },
  };
}
