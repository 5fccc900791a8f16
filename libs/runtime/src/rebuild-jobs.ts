import { randomUUID } from 'node:crypto';
import { type OperationParameters, Problem } from '@redress/edge';
import {
  type Certificate,
  type KeptProjections,
  RebuildError,
  type RebuildProgress,
} from '@redress/projections';

/** What an operator asked for. */
export type RebuildKind = 'rebuild' | 'verify';

/** A rebuild or verification that runs or has ended in this process. */
export interface RebuildJob {
  readonly id: string;
  readonly kind: RebuildKind;
  readonly projection: string;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED';
  readonly progress?: RebuildProgress;
  readonly certificate?: Certificate;
  readonly error?: { readonly code: string; readonly detail: string };
}

/** Jobs of which the end is remembered. */
const rememberedMax = 100;

/** Rebuilds take longer than a request may: they are begun, and then looked at. */
export class RebuildJobs {
  private readonly jobs = new Map<string, RebuildJob>();

  constructor(private readonly projections: KeptProjections) {}

  /** Begins a job; throws Problem PROJECTION_UNKNOWN. */
  begin(kind: RebuildKind, { name = '' }: OperationParameters): RebuildJob {
    const known = this.projections.projections.map((each) => each.name);
    if (!known.includes(name)) {
      throw new Problem('PROJECTION_UNKNOWN', `'${name}' is none of ${known.join(', ')}`);
    }
    const job: RebuildJob = { id: randomUUID(), kind, projection: name, state: 'RUNNING' };
    this.keep(job);
    void this.run(job);
    return job;
  }

  /** Throws Problem REBUILD_UNKNOWN, also when the process was started anew since. */
  find({ id = '' }: OperationParameters): RebuildJob {
    const job = this.jobs.get(id);
    if (!job) throw new Problem('REBUILD_UNKNOWN', `this process has no rebuild ${id}`);
    return job;
  }

  private async run(job: RebuildJob): Promise<void> {
    const { kind, projection } = job;
    try {
      const certificate = await this.projections[kind](projection, (progress) =>
        this.keep({ ...job, progress }),
      );
      this.keep({ ...job, state: 'DONE', certificate });
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      const code = thrown instanceof RebuildError ? thrown.code : 'INTERNAL';
      this.keep({ ...job, state: 'FAILED', error: { code, detail } });
    }
  }

  private keep(job: RebuildJob): void {
    this.jobs.set(job.id, job);
    const [oldest] = this.jobs.keys();
    if (this.jobs.size > rememberedMax && oldest !== undefined) this.jobs.delete(oldest);
  }
}
