import type { PgCheckpointStore, RunningSubscription, Subscription } from '@redress/bus';
import type { PgJournal } from '@redress/event-log';
import { createLogger, createMetrics } from '@redress/observability';
import type { ServiceDatabase } from '@redress/postgres';
import { Pool } from 'pg';
import { busMetricsOf } from './bus-metrics.js';
import type { ConsumerParts } from './consumer-parts.js';
import type { OpenService } from './open-service.js';
import { runService } from './run-service.js';
import type { ServiceBus } from './service-bus.js';
import type { ServiceRuntime } from './service-runtime.js';

/** No server listens there. */
const nowhere = new Pool({ host: '127.0.0.1', port: 1 });

/** What a service with a journal needs until its projections are looked for, in a database that is away. */
const service: OpenService = {
  blueprint: {
    ...{ name: 'analytics', logs: [], consumes: [], projections: [] },
    ...{ views: [], migrations: [], timed: [], keepsJournal: true },
  },
  ...{ logs: {}, hearsBy: () => undefined, close: async () => undefined },
  database: { writer: nowhere } as ServiceDatabase,
  journal: { name: 'journal' } as PgJournal,
  runtime: {} as ServiceRuntime,
  checkpoints: {} as PgCheckpointStore,
};

describe('a service that cannot start', () => {
  it('lets the copier of its journal go again', async () => {
    const events: string[] = [];
    const copier: Pick<RunningSubscription, 'stop'> = {
      stop: async () => void events.push('stopped'),
    };
    const subscription: Subscription = {
      async start() {
        events.push('started');
        return copier as RunningSubscription;
      },
    };
    const parts = { subscription } as ConsumerParts;
    const bus = { logs: ['intake'] } as Pick<ServiceBus, 'logs'> as ServiceBus;
    const metrics = createMetrics();
    const logger = createLogger({ name: 'spec', level: 'error' });
    const shared = { logger, metrics, busMetrics: busMetricsOf(metrics), code: 'any' };
    await expect(runService(service, { parts, bus }, shared)).rejects.toThrow('ECONNREFUSED');
    expect(events).toEqual(['started', 'stopped']);
  });
});
