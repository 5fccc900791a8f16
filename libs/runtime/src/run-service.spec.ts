import type { RunningSubscription, Subscription } from '@redress/bus';
import { createLogger, createMetrics } from '@redress/observability';
import { Pool } from 'pg';
import { busMetricsOf } from './bus-metrics.js';
import type { OpenService } from './open-service.js';
import { runService, type ServiceParts } from './run-service.js';

/** No server listens there. */
const nowhere = new Pool({ host: '127.0.0.1', port: 1 });

/** What a service with a journal needs until its projections are looked for, in a database that is away. */
const service = {
  blueprint: { name: 'analytics', projections: [], timed: [], logs: [], consumes: [] },
  ...{ journal: { name: 'journal' }, runtime: {}, database: { writer: nowhere }, logs: {} },
} as unknown as OpenService;

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
    const parts = { parts: { subscription }, bus: { logs: ['intake'] } } as unknown as ServiceParts;
    const metrics = createMetrics();
    const logger = createLogger({ name: 'spec', level: 'error' });
    const shared = { logger, metrics, busMetrics: busMetricsOf(metrics), code: 'any' };
    await expect(runService(service, parts, shared)).rejects.toThrow('ECONNREFUSED');
    expect(events).toEqual(['started', 'stopped']);
  });
});
