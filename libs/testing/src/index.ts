export {
  type Delivery,
  type MemoryServiceOptions,
  memoryService,
  type React,
  type Recording,
} from './memory-service.js';
export {
  startTestPostgres,
  type TestPostgres,
  type TestPostgresOptions,
} from './postgres-server.js';
export { ambientEnvironment, type ProgramOptions, spawnProgram } from './spawn-program.js';
export { spawnTypeScript, type TypeScriptProcessOptions } from './spawn-typescript.js';
export { SERVER_START_MS, type TestKafka, testKafka } from './test-kafka.js';
export { type TestRedis, testRedis } from './test-redis.js';
export { type TestDatabase, testDatabase } from './test-database.js';
export { type CorpusStream, goldenCorpus } from './golden-corpus.js';
