import { type Benchmark, type BenchContext, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';
import type { BenchFindings, BenchResult } from '../reporting/bench-report.js';
import { ratioOf } from '../reporting/ratio.js';

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
    async run(context) {
      const commands = sized(context, { quick: 20, full: 400 });
      const fold = { kind: 'fold', page } as const;
      const folded = await compare(context, {
        name,
        prepare: { kind: 'append', commands, eventsPerCommand: 100, inFlight: 10 },
        loads: { redress: fold, emmett: fold, dcb: fold },
        // Emmett takes minutes.
        once: true,
      });
      return withRebuild(context, name, folded);
    },
  };
}

/**
 * Our rebuild of a read model over the same kind of events, beside what the peers did above (G8): it
 * writes a row per stream, as emmett's does. There are more events, because it takes milliseconds.
 */
async function withRebuild(
  context: BenchContext,
  name: string,
  folded: BenchFindings,
): Promise<BenchFindings> {
  const commands = sized(context, { quick: 500, full: 4_000 });
  const rebuilt = await compare(context, {
    name: `${name}-rebuild`,
    prepare: { kind: 'append', commands, eventsPerCommand: 100, inFlight: 10 },
    loads: { redress: { kind: 'rebuild' } },
  });
  const [ours] = rebuilt.results;
  const ratios = [
    ratioWith(ours, folded, { name, peer: 'emmett', aim: { atLeast: 200 } }),
    ratioWith(ours, folded, { name, peer: 'dcb', aim: { atLeast: 5 } }),
  ];
  return {
    results: [...folded.results, ...rebuilt.results],
    ratios: [...folded.ratios, ...ratios],
  };
}

function ratioWith(
  ours: BenchResult | undefined,
  { results }: BenchFindings,
  { name, peer, aim }: { name: string; peer: string; aim: { readonly atLeast: number } },
) {
  const theirs = results.find((each) => each.name === `${name}/${peer}`);
  return ratioOf(ours, theirs, { name: `${name}: rebuild of redress / ${peer}`, aim });
}

export const folds: readonly Benchmark[] = [foldBy(100, { fullOnly: true }), foldBy(1_000)];
