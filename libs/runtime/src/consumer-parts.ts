import { type BatchConsumerOptions, type BusMetrics, PgParkingLot } from '@redress/bus';
import { redressCatalogue } from '@redress/contracts';
import type { OpenService } from './open-service.js';
import type { ServiceBus } from './service-bus.js';

/** What every consumer of a service is made of. */
export type ConsumerParts = Pick<
  BatchConsumerOptions,
  'subscription' | 'checkpoints' | 'transactions' | 'catalogue' | 'parking' | 'metrics'
>;

/** Subscription, checkpoints and parking of a service, in its own database. */
export function consumerParts(
  { database, checkpoints, runtime }: OpenService,
  { subscription }: ServiceBus,
  metrics: BusMetrics,
): ConsumerParts {
  return {
    subscription,
    checkpoints,
    transactions: runtime.transactions,
    catalogue: redressCatalogue,
    parking: new PgParkingLot(database.writer),
    metrics,
  };
}
