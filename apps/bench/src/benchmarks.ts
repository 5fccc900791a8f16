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
];
