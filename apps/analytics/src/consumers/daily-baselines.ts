import {
  type CommandMeta,
  systemActor,
  type Timestamp,
  timestampOf,
  type Uuid,
} from '@redress/kernel';
import { dateAt } from '../domain/risk/tier/tenant-times.policy.js';
import type { Analytics } from '../http/analytics.port.js';
import { publishBaselines } from '../http/risk/publish-baselines.commands.js';
import type { CustomersQuery } from '../read-models/customers/customers.query.js';

const everyMs = 60_000;

const partyTypes = ['PERSON', 'ORGANISATION'] as const;

/** Where nobody has enough orders yet, there is no hurry. */
const againMs = 3_600_000;

/** What the daily baselines work with. */
export interface DailyBaselinesOptions {
  readonly analytics: Pick<Analytics, 'peerBaselines' | 'rulesOf' | 'tenantTimes'>;
  readonly customers: Pick<CustomersQuery, 'returnRates'>;
  /** Every tenant that was heard of. */
  tenants(): Promise<readonly string[]>;
  newId(): Uuid;
  /** Told of a failure; the next minute tries again. */
  onProblem(error: unknown): void;
  /** UTC milliseconds; the real clock by default. */
  readonly now?: () => number;
}

/** What came of the last try of a tenant: of which local day, and when another one makes sense. */
interface LastTry {
  readonly date: string;
  readonly nextAt: number;
}

/**
 * Publishes what customers are compared with, once a local day of each tenant. Every replica tries,
 * the decider refuses the second; Nest starts and stops it by the names of its methods.
 */
export class DailyBaselines {
  private readonly tries = new Map<string, LastTry>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(private readonly options: DailyBaselinesOptions) {}

  onApplicationBootstrap(): void {
    this.running = this.visitAll();
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.visitAll());
    }, everyMs);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks at every tenant once; failures are told and end nothing. */
  async visitAll(): Promise<void> {
    const { tenants, onProblem } = this.options;
    try {
      for (const tenantId of await tenants()) {
        if (this.isStopped) return;
        await this.visit(tenantId).catch(onProblem);
      }
    } catch (error) {
      onProblem(error);
    }
  }

  private async visit(tenantId: string): Promise<void> {
    const { analytics, customers, newId, now = Date.now } = this.options;
    const millis = now();
    const at = timestampOf(millis);
    const date = dateAt(await analytics.tenantTimes(tenantId), at);
    const last = this.tries.get(tenantId);
    if (last?.date === date && millis < last.nextAt) return;
    const meta = metaOf(tenantId, at, newId());
    let isDone = true;
    // Each by itself: that one was published before, by a person, must not keep back the other.
    for (const group of partyTypes) {
      const asked = { meta, groups: [group] };
      const outcome = await publishBaselines({ analytics, customers }, asked);
      if (!outcome.ok && outcome.rejection.code !== 'BASELINE_ALREADY_PUBLISHED') {
        throw new Error(`no baseline of ${date}: ${outcome.rejection.detail}`);
      }
      isDone &&= !outcome.ok || outcome.events.length > 0;
    }
    const nextAt = isDone ? Number.POSITIVE_INFINITY : millis + againMs;
    this.tries.set(tenantId, { date, nextAt });
  }
}

function metaOf(tenantId: string, now: Timestamp, correlationId: Uuid): CommandMeta {
  return { tenantId, actor: systemActor('analytics'), now, origin: 'LIVE', correlationId };
}
