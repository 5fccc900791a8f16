import 'reflect-metadata';
import { Controller, type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventPattern, type MicroserviceOptions } from '@nestjs/microservices';
import { clockEvents } from '@redress/contracts';
import {
  append,
  type BusWorld,
  eventually,
  keysOf,
  probeCatalogue,
  probeEvents,
} from '../../test/bus-world.js';
import { memoryWorld } from '../../test/memory-world.js';
import type { Consumed } from '../index.js';
import { Consumer, LogConsumerStrategy, OnEvent } from './nest-consumers.js';

@Injectable()
class Notes {
  readonly lines: string[] = [];
  failWith: unknown;
}

@Consumer('triage')
class TriageConsumer {
  constructor(private readonly notes: Notes) {}

  @OnEvent(probeEvents.Counted)
  async counted({ event }: Consumed<typeof probeEvents.Counted>): Promise<void> {
    if (this.notes.failWith !== undefined) throw this.notes.failWith;
    this.notes.lines.push(`triage ${event.data.n}`);
  }
}

@Consumer('resolution')
class ResolutionConsumer {
  constructor(private readonly notes: Notes) {}

  @OnEvent(probeEvents.Counted)
  async counted({ event }: Consumed<typeof probeEvents.Counted>): Promise<void> {
    this.notes.lines.push(`resolution ${event.data.n}`);
  }
}

@Consumer('triage')
class SecondTriageConsumer {
  constructor(private readonly notes: Notes) {}

  @OnEvent(probeEvents.Counted)
  async again({ event }: Consumed<typeof probeEvents.Counted>): Promise<void> {
    this.notes.lines.push(`again ${event.data.n}`);
  }
}

@Consumer('triage')
class ForeignConsumer {
  constructor(private readonly notes: Notes) {}

  @OnEvent(clockEvents.ClockStarted)
  async started({ event }: Consumed<typeof clockEvents.ClockStarted>): Promise<void> {
    this.notes.lines.push(event.type);
  }
}

@Controller()
class UntaggedConsumer {
  @EventPattern<string>('intake/probe.Ignored')
  counted(): void {
    throw new Error('nobody calls it');
  }
}

const services = ['triage', 'resolution'] as const;

describe('LogConsumerStrategy', () => {
  let world: BusWorld;
  let app: NestFastifyApplication | undefined;

  function strategyOf(service: string): LogConsumerStrategy {
    const { transactions, checkpoints, parking } = world;
    return new LogConsumerStrategy({
      service,
      group: `${service}.cases`,
      subscription: world.member().subscription,
      transactions,
      checkpoints,
      parking,
      catalogue: probeCatalogue,
      logs: ['intake'],
      startAt: 'beginning',
      drainMs: 500,
    });
  }

  /** One Nest app with the modules of two services, as the standalone is. */
  async function startApp(...controllers: (new (...args: never[]) => object)[]) {
    @Module({ controllers, providers: [Notes] })
    class App {}
    app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    const strategies = services.map(strategyOf);
    for (const strategy of strategies) {
      app.connectMicroservice<MicroserviceOptions>({ strategy });
    }
    await app.init();
    await app.startAllMicroservices();
    return { notes: notesOf(app), strategies };
  }

  const notesOf = (context: INestApplicationContext) => context.get(Notes);

  beforeEach(async () => {
    world = await memoryWorld();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it('gives each service of one app its own handlers only', async () => {
    const { notes, strategies } = await startApp(TriageConsumer, ResolutionConsumer);
    await append(world.log, [{ key: keysOf(0, 1)[0] ?? '', data: { n: 7 } }]);
    await eventually('both were called', () => notes.lines.length === 2);
    expect(notes.lines.sort()).toEqual(['resolution 7', 'triage 7']);
    expect(strategies.map(({ consumer }) => consumer?.group)).toEqual([
      'triage.cases',
      'resolution.cases',
    ]);
  });

  it.each([[new TypeError('broken')], ['a string'], [null]])(
    'lets what a handler throws reach the consumer: %p',
    async (thrown) => {
      const { notes, strategies } = await startApp(TriageConsumer, ResolutionConsumer);
      notes.failWith = thrown;
      await append(world.log, [{ key: keysOf(0, 1)[0] ?? '' }]);
      const [triage] = strategies;
      await eventually('parked', async () => (await triage?.consumer?.parked())?.length === 1);
      const [parked] = (await triage?.consumer?.parked()) ?? [];
      expect(parked?.first?.attempts).toBe(3);
      expect(parked?.first?.error).toContain(thrown instanceof Error ? 'broken' : String(thrown));
      await eventually('the other service', () => notes.lines.includes('resolution 1'));
    },
  );

  it('drains when the app closes', async () => {
    const { notes, strategies } = await startApp(TriageConsumer, ResolutionConsumer);
    const [triage] = strategies;
    await app?.close();
    app = undefined;
    await append(world.log, [{ key: keysOf(0, 1)[0] ?? '' }]);
    const lag = (await triage?.consumer?.lag()) ?? [];
    expect(lag.every(({ owner }) => owner === undefined)).toBe(true);
    expect(notes.lines).toEqual([]);
  });

  it('refuses a handler that belongs to no service', async () => {
    const refused = startApp(TriageConsumer, ResolutionConsumer, UntaggedConsumer);
    await expect(refused).rejects.toThrow(
      "intake/probe.Ignored is in a class without @Consumer('triage')",
    );
  });

  it('refuses a handler of a log that the service does not read', async () => {
    const refused = startApp(TriageConsumer, ForeignConsumer, ResolutionConsumer);
    await expect(refused).rejects.toThrow('does not read triage');
  });

  it('refuses two handlers of one event in one service', async () => {
    const refused = startApp(TriageConsumer, SecondTriageConsumer, ResolutionConsumer);
    await expect(refused).rejects.toThrow('triage has two handlers of intake/probe.Counted');
  });
});
