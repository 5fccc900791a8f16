import { once } from 'node:events';
import { createServer } from 'node:http';
import { historyPage } from '@redress/contracts';
import type { EventLog, LogRecord } from '@redress/event-log';

/**
 * Serves the history of a log as the service that owns it does; no lib may start a service. Without
 * the records that `keeps` refuses: a history that is damaged.
 */
export async function serveHistory(
  log: EventLog,
  keeps: (record: LogRecord) => boolean = () => true,
) {
  const tokens = new Set<string | undefined>();
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const pattern = /^\/api\/v1\/intake\/logs\/intake\/partitions\/(\d+)\/events$/;
      const partition = Number(pattern.exec(pathname)?.[1]);
      const [after, limit] = ['after', 'limit'].map((name) => Number(searchParams.get(name)));
      tokens.add(request.headers.authorization);
      const end = (await log.tail()).get(`intake/${partition}`) ?? -1;
      const records = await log.readPartition(partition, after ?? -1, limit ?? 1);
      const asked = { log: 'intake', partition, after: after ?? -1, end, tenantId: 'demo' };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(historyPage(asked, records.filter(keeps))));
    })().catch((error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    tokens,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
