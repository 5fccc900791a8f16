import { startTestKafka } from './kafka-server.js';
import { keepServer } from './keep-server.js';

void keepServer(async () => {
  const server = await startTestKafka();
  return { answer: { bootstrap: server.bootstrap }, stop: () => server.stop() };
});
