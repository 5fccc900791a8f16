import { appendAtOnce } from './appending/append-at-once.js';
import { appendCalls } from './appending/append-calls.js';
import { appendConcurrent } from './appending/append-concurrent.js';
import { appendHundreds, appendHundredsInTurn } from './appending/append-hundreds.js';
import { appendInTurn } from './appending/append-in-turn.js';
import { handleCommands } from './appending/handle-commands.js';
import type { Benchmark } from './benchmark.js';
import { commitFloor } from './measuring/commit-floor.js';
import { folds } from './reading/fold.js';
import { fillBenchmark } from './history/fill-benchmark.js';
import { consumeBy } from './kafka/consume-benchmark.js';
import { produce } from './kafka/produce-benchmark.js';
import { publishLag } from './kafka/publish-lag.js';
import { relay } from './kafka/relay-benchmark.js';
import { flowAt } from './platform/flow-benchmark.js';
import { idle } from './platform/idle-benchmark.js';
import { importOf } from './platform/import-benchmark.js';
import { liveAt } from './platform/live-benchmark.js';
import { replayHttp } from './platform/replay-http.js';
import { rebuild, rebuildFullPayload } from './risk/rebuild-benchmark.js';
import { replayQuery } from './risk/replay-query.js';
import { swapPause } from './risk/swap-pause.js';
import { whatIf } from './risk/what-if-benchmark.js';

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  commitFloor,
  appendInTurn,
  appendAtOnce,
  appendConcurrent,
  appendHundredsInTurn,
  appendHundreds,
  appendCalls,
  handleCommands,
  ...folds,
  fillBenchmark,
  rebuild,
  rebuildFullPayload,
  whatIf,
  replayQuery,
  swapPause,
  replayHttp,
  liveAt(100, { aims: {} }),
  liveAt(500, { aims: { p50: 8, p99: 40 }, fullOnly: true }),
  importOf({ quick: 200, full: 3_000 }),
  produce,
  relay,
  publishLag,
  consumeBy(1),
  consumeBy(2),
  consumeBy(4),
  idle,
  liveAt(100, { aims: {}, needsKafka: true }),
  liveAt(500, { aims: { p99: 150 }, fullOnly: true, needsKafka: true }),
  flowAt(50, { isAimedAt: false }),
  flowAt(200, { isAimedAt: true }),
];
