import type { RunningConsumer } from '@redress/bus';
import { type OperationParameters, Problem, type ServiceOperations } from '@redress/edge';
import type { RunningService } from './run-service.js';

/** What operators see and do of the consumers of one service: lag, parked keys, redrive, discard. */
export function operationsOf({
  consumers,
  groups,
}: Pick<RunningService, 'consumers' | 'groups'>): ServiceOperations {
  const find = ({ group }: OperationParameters): RunningConsumer => {
    const consumer = consumers.find((each) => each.group === group);
    if (consumer) return consumer;
    const known = consumers.map((each) => each.group).join(', ');
    throw new Problem('PARAMETER_INVALID', `group is one of ${known}`);
  };
  return {
    reads: {
      lag: async () =>
        Promise.all(groups.map(async (each) => ({ group: each.group, lag: await each.lag() }))),
      parked: async () =>
        Promise.all(
          consumers.map(async (consumer) => ({
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
