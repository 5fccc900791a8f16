import { keepServer } from './keep-server.js';
import { startTestRedis } from './redis-server.js';

void keepServer(async () => {
  const server = await startTestRedis();
  return { answer: { url: server.url }, stop: () => server.stop() };
});
