import type { RunningConsumer } from '@redress/bus';
import { type OperationParameters, Problem, type ServiceOperations } from '@redress/edge';
import { RebuildError } from '@redress/projections';
import { RebuildJobs } from './rebuild-jobs.js';
import type { RunningService } from './run-service.js';
import { toldLag } from './told-lag.js';

/** What operators see and do in one service: lag, parked keys, read models and their rebuilds. */
export function operationsOf(service: RunningService): ServiceOperations {
  const consumers = consumerOperations(service);
  const readModels = readModelOperations(service);
  return {
    reads: { ...consumers.reads, ...readModels.reads },
    acts: { ...consumers.acts, ...readModels.acts },
  };
}

function consumerOperations(service: RunningService): ServiceOperations {
  const find = ({ group }: OperationParameters): RunningConsumer => {
    const consumer = service.consumers.find((each) => each.group === group);
    if (consumer) return consumer;
    const known = service.consumers.map((each) => each.group).join(', ');
    throw new Problem('PARAMETER_INVALID', `group is one of ${known}`);
  };
  return {
    reads: {
      lag: () => toldLag(service),
      parked: async () =>
        Promise.all(
          service.consumers.map(async (consumer) => ({
            group: consumer.group,
            parked: await consumer.parked(),
          })),
        ),
    },
    acts: {
      'parked/redrive': async (parameters) => ({
        keys: await find(parameters).redrive(parameters['key']),
      }),
      'parked/discard': async (parameters) => {
        const { key, reason, by } = parameters;
        if (!key || !reason || !by) {
          throw new Problem('PARAMETER_INVALID', 'name key, reason and by');
        }
        return { keys: await find(parameters).discard({ key, reason, by }) };
      },
    },
  };
}

function readModelOperations({ projections, name: service }: RunningService): ServiceOperations {
  const jobs = new RebuildJobs(projections);
  return {
    reads: {
      projections: async () =>
        projections.projections.map(({ name, version }) => ({ service, name, version })),
      rebuilds: async (parameters) => jobs.find(parameters),
    },
    acts: {
      'projections/rebuild': async (parameters) => jobs.begin('rebuild', parameters),
      'projections/verify': async (parameters) => jobs.begin('verify', parameters),
      'projections/roll-back': async ({ name = '' }) => {
        try {
          return { table: await projections.rollBack(name) };
        } catch (error) {
          if (!(error instanceof RebuildError) || error.code === 'SWAP_BLOCKED') throw error;
          throw new Problem(error.code, error.message);
        }
      },
    },
  };
}
