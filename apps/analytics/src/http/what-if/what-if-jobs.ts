import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@redress/edge';
import type { CommandMeta } from '@redress/kernel';
import { inputsHashOf } from '../../read-models/what-if/what-if-change.js';
import type {
  NewRun,
  RunKey,
  WhatIfRunsQuery,
} from '../../read-models/what-if/what-if-runs.query.js';
import type { WalkResult, WhatIfWalkQuery } from '../../read-models/what-if/what-if-walk.query.js';
import type { Analytics } from '../analytics.port.js';

/** Injection token of the what-if runs of this process. */
export const WHAT_IFS = Symbol('what-ifs');

/** How long a request waits for its run, in milliseconds; what takes longer is looked at later. */
const answerWithinMs = 4_000;

/** How often a run tells how far it is, in milliseconds. */
const tellEveryMs = 1_000;

/** How often a run shows that it is not abandoned, however long a step of it takes. */
const aliveEveryMs = 10_000;

/** What a run may use: readers of history, the store of runs, and the one handler that records it. */
export interface WhatIfParts {
  readonly walks: WhatIfWalkQuery;
  readonly runs: WhatIfRunsQuery;
  readonly whatIfs: Analytics['whatIfs'];
  /** Told of a failure that is nobody's request any more. */
  readonly onProblem: (error: unknown, run: RunKey) => void;
}

/** Runs other rules over history, one run of a process at a time. */
export class WhatIfJobs {
  private walking = false;

  constructor(private readonly parts: WhatIfParts) {}

  /**
   * Begins a run, unless the same request did before, and waits a little for its end.
   *
   * @throws Problem BUSY while another run is at work here; IDEMPOTENCY_KEY_REUSED
   */
  async begin(run: NewRun, meta: CommandMeta): Promise<void> {
    // The same request again finds its own run at work, which is no reason to refuse it.
    if (this.walking && (await this.parts.runs.isAtWork(run))) return;
    await this.alone(async () => {
      if (!(await this.parts.runs.begin(run))) return { work: Promise.resolve() };
      return { work: this.carryOut(run, meta) };
    });
  }

  /**
   * Walks the same history by the same rules again, and keeps nothing.
   *
   * @throws Problem BUSY
   */
  async rerun(key: RunKey): Promise<WalkResult> {
    const { walks, runs } = this.parts;
    const { inputs } = await runs.one(key);
    if (this.walking) throw busy();
    this.walking = true;
    try {
      await walks.heard(inputs.at);
      return await walks.walk(inputs, { onChanges: nothing, onProgress: nothing });
    } finally {
      this.walking = false;
    }
  }

  /** Keeps others out until the work that is begun has ended, also when nobody waits for it. */
  private async alone(begin: () => Promise<{ work: Promise<void> }>): Promise<void> {
    if (this.walking) throw busy();
    this.walking = true;
    const free = () => {
      this.walking = false;
    };
    const { work } = await begin().catch((error: unknown) => {
      free();
      throw error;
    });
    await Promise.race([work.finally(free), sleep(answerWithinMs, undefined, { ref: false })]);
  }

  /** Never fails: a run that comes to nothing says so itself. */
  private async carryOut(run: NewRun, meta: CommandMeta): Promise<void> {
    const { runs, onProblem } = this.parts;
    const alive = setInterval(() => {
      runs.touched(run).catch((error: unknown) => onProblem(error, run));
    }, aliveEveryMs);
    try {
      await this.walk(run, meta);
    } catch (error) {
      if (!(error instanceof Problem)) onProblem(error, run);
      const failure =
        error instanceof Problem
          ? { code: error.code, detail: error.message }
          : { code: 'INTERNAL', detail: 'the failure was logged' };
      await runs.failed(run, failure).catch((reason: unknown) => onProblem(reason, run));
    } finally {
      clearInterval(alive);
    }
  }

  private async walk(run: NewRun, meta: CommandMeta): Promise<void> {
    const { walks, runs, whatIfs } = this.parts;
    const { inputs } = run;
    const inputsHash = inputsHashOf(inputs);
    await runs.started(run, inputsHash);
    await walks.heard(inputs.at);
    let toldAt = performance.now();
    const result = await walks.walk(inputs, {
      onChanges: (changes) => runs.addChanges(run, changes),
      async onProgress(progress) {
        if (performance.now() - toldAt < tellEveryMs) return;
        toldAt = performance.now();
        await runs.progressed(run, progress);
      },
    });
    const { customers, changed, resultHash } = result;
    const { at, base } = inputs;
    const baseVersion = base.policyVersion ?? 1;
    const counts = { inputsHash, resultHash, customers, changed };
    const data = { policy: 'RISK', at, baseVersion, ...counts } as const;
    const recorded = await whatIfs.handle(run.id, { type: 'RecordWhatIf', data, meta });
    if (!recorded.ok && recorded.rejection.code !== 'ALREADY_EXISTS') {
      throw new Problem(recorded.rejection.code, recorded.rejection.detail);
    }
    await runs.done(run, result);
  }
}

async function nothing(): Promise<void> {
  // A rerun is about its hash alone.
}

function busy(): Problem {
  const detail = 'another run is at work, one at a time';
  return new Problem('BUSY', detail, { retryable: true, retryAfterSec: 5 });
}
