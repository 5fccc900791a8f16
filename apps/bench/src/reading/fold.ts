import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

/**
 * Everything that was appended, read and folded into a number and a sum per stream. Ours is the
 * way of a consumer, `readPartition` and the catalogue; emmett's is its rebuild, which also stores
 * a document per stream, because it offers no other.
 */
function foldBy(page: number, more: Pick<Benchmark, 'fullOnly'> = {}): Benchmark {
  const name = `fold-by-${page}`;
  return {
    name,
    ...more,
    title: `read and fold of the whole log, ${page} at a time`,
    run(context) {
      const commands = sized(context, { quick: 20, full: 400 });
      const fold = { kind: 'fold', page } as const;
      return compare(context, {
        name,
        prepare: { kind: 'append', commands, eventsPerCommand: 100, inFlight: 10 },
        loads: { redress: fold, emmett: fold, dcb: fold },
        // Emmett takes minutes.
        once: true,
      });
    },
  };
}

export const folds: readonly Benchmark[] = [foldBy(100, { fullOnly: true }), foldBy(1_000)];
