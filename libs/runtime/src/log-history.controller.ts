import { Get, Inject, Query, type Type } from '@nestjs/common';
import { historyPage, isConfidential, type LogName, type Role } from '@redress/contracts';
import {
  Allow,
  Answers,
  Caller,
  IntParam,
  LogHistoryQuery,
  LogHistoryView,
  OneOfParam,
  Problem,
  roleGranting,
  ServiceController,
} from '@redress/edge';
import { partitionCount } from '@redress/event-log';
import { recordsOfPage } from './records-of-page.js';
import type { ServiceBlueprint } from './service-blueprint.js';
import { SERVICE_RUNTIME, type ServiceRuntime } from './service-runtime.js';

/**
 * Serves the logs of a service to subscribers who come when their topics no longer keep the beginning:
 * the same events, in the same order, with the same offsets. Texts about people stay sealed.
 */
export function logHistoryController({
  name,
  logs,
}: Pick<ServiceBlueprint, 'name' | 'logs'>): Type {
  @ServiceController(name, `${name}/logs`)
  class LogHistoryController {
    constructor(@Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'log'>) {}

    @Get(':log/partitions/:partition/events')
    @Allow('logs.read')
    @Answers(LogHistoryView)
    async events(
      @OneOfParam('log', logs) log: LogName,
      @IntParam('partition', 0, partitionCount - 1) partition: number,
      @Query() asked: LogHistoryQuery,
      @Caller() { tenantId, roles }: Caller,
    ): Promise<LogHistoryView> {
      refuseConfidential(log, roles);
      const source = this.runtime.log(log);
      const end = (await source.tail()).get(`${log}/${partition}`) ?? -1;
      const read = source.readPartition.bind(source, partition);
      const records = await recordsOfPage(read, asked);
      return historyPage({ log, partition, after: asked.after, end, tenantId }, records);
    }
  }
  // Each service has one: names of operations in the API document are made of it.
  Object.defineProperty(LogHistoryController, 'name', { value: `${nameOf(name)}LogHistory` });
  return LogHistoryController;
}

function nameOf(service: string): string {
  return service.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

/** @throws Problem FORBIDDEN to whom the topic of the log would not be given either: who may not read reports */
function refuseConfidential(log: LogName, roles: readonly Role[]): void {
  if (!isConfidential(log) || roleGranting('reports.read', roles)) return;
  throw new Problem('FORBIDDEN', 'this log is confidential');
}
