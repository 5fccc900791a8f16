import { keepServer } from './keep-server.js';
import { startTestPostgres } from './postgres-server.js';

void keepServer(async () => {
  const server = await startTestPostgres();
  return { answer: { connection: server.connection }, stop: () => server.stop() };
});
