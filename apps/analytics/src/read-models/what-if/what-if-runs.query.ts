import { Inject, Injectable } from '@nestjs/common';
import { type Caller, type CursorState, type Page, type PageQuery, Problem } from '@redress/edge';
import type { Uuid } from '@redress/kernel';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { WhatIfChange, WhatIfInputs } from './what-if-change.js';
import type { WalkProgress, WalkResult } from './what-if-walk.query.js';

/** Runs that are kept of a tenant; the oldest goes when one more is made. */
const runsMax = 20;

/** Days after which a run goes. */
const expiryDays = 90;

/** A run that was not touched for so long was left by a process that ended. */
const abandonedSec = 60;

/** Why a run came to nothing. */
export interface WhatIfFailure {
  readonly code: string;
  readonly detail: string;
}

/** A run as it is kept. */
export interface WhatIfRun {
  readonly id: Uuid;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED';
  readonly inputs: WhatIfInputs;
  readonly inputsHash: string | null;
  readonly resultHash: string | null;
  readonly customers: number | null;
  readonly changed: number | null;
  readonly progress: WalkProgress | null;
  readonly failure: WhatIfFailure | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Whose run it is, and which. */
export interface RunKey {
  readonly tenantId: string;
  readonly id: Uuid;
}

/** A run that is about to begin. */
export interface NewRun extends RunKey {
  readonly inputs: WhatIfInputs;
  /** Of the request: the same key with another body is refused. */
  readonly requestMac: Uint8Array;
  readonly createdBy: string;
}

type ListCaller = Pick<Caller, 'tenantId' | 'cursor' | 'page'>;

/** What-if runs in tables of their own; row-level security lets no reader see those of others. */
@Injectable()
export class WhatIfRunsQuery {
  constructor(
    @Inject(SERVICE_RUNTIME)
    private readonly runtime: Pick<ServiceRuntime, 'forTenant' | 'database'>,
  ) {}

  /**
   * Keeps a new run, and lets go what has expired or is too much. False where the run was begun
   * before and still is at work, or has ended.
   *
   * @throws Problem IDEMPOTENCY_KEY_REUSED where the same key stood for another request
   */
  async begin({ tenantId, id, inputs, requestMac, createdBy }: NewRun): Promise<boolean> {
    const { writer } = this.runtime.database;
    const begun = await writer.query(
      `insert into what_if_runs as r
         (tenant_id, id, state, request_mac, inputs, created_by, expires_at)
       values ($1, $2, 'RUNNING', $3, $4, $5, now() + interval '${expiryDays} days')
       on conflict (tenant_id, id) do update set touched_at = clock_timestamp()
         where r.request_mac = $3 and ${abandoned}`,
      [tenantId, id, Buffer.from(requestMac), JSON.stringify(inputs), createdBy],
    );
    if (begun.rowCount === 0) {
      await this.assertSameRequest({ tenantId, id }, requestMac);
      return false;
    }
    const left = 'delete from what_if_changes where tenant_id = $1 and run_id = $2';
    await writer.query(left, [tenantId, id]);
    await writer.query(
      `delete from what_if_runs where expires_at < now() or (tenant_id = $1 and id in (
         select id from what_if_runs where tenant_id = $1
         order by created_at desc, id desc offset ${runsMax}))`,
      [tenantId],
    );
    return true;
  }

  /** The inputs as the run really reads them. */
  async started({ tenantId, id }: RunKey, inputsHash: string): Promise<void> {
    await this.update({ tenantId, id }, 'inputs_hash = $3', [inputsHash]);
  }

  /** A sign of life. */
  async touched(run: RunKey): Promise<void> {
    await this.update(run, 'id = id', []);
  }

  /** True while this very request has a run at work, here or elsewhere. */
  async isAtWork({ tenantId, id, requestMac }: NewRun): Promise<boolean> {
    const { rowCount } = await this.runtime.database.writer.query(
      `select from what_if_runs r where tenant_id = $1 and id = $2 and request_mac = $3
         and state = 'RUNNING' and not (${abandoned})`,
      [tenantId, id, Buffer.from(requestMac)],
    );
    return rowCount === 1;
  }

  async progressed({ tenantId, id }: RunKey, progress: WalkProgress): Promise<void> {
    await this.update({ tenantId, id }, 'progress = $3', [JSON.stringify(progress)]);
  }

  async addChanges({ tenantId, id }: RunKey, changes: readonly WhatIfChange[]): Promise<void> {
    await this.runtime.database.writer.query(
      `insert into what_if_changes (tenant_id, run_id, customer_id, change)
       select $1, $2, c ->> 'customerId', c from json_array_elements($3::json) c`,
      [tenantId, id, JSON.stringify(changes)],
    );
  }

  async done({ tenantId, id }: RunKey, result: WalkResult): Promise<void> {
    const { customers, changed, resultHash } = result;
    await this.update(
      { tenantId, id },
      `state = 'DONE', progress = null, customers = $3, changed = $4, result_hash = $5`,
      [customers, changed, resultHash],
    );
  }

  async failed({ tenantId, id }: RunKey, failure: WhatIfFailure): Promise<void> {
    await this.update({ tenantId, id }, `state = 'FAILED', progress = null, failure = $3`, [
      JSON.stringify(failure),
    ]);
  }

  /** Newest first. */
  page(query: PageQuery, caller: ListCaller): Promise<Page<WhatIfRun>> {
    const [createdAt = null, id = null] = caller.cursor(query) ?? [];
    const { limit } = query;
    return this.runtime.forTenant(caller.tenantId, async (views) => {
      const found = await views.query<WhatIfRun[]>(
        `select ${runColumns} from what_if_runs r
         where expires_at > now() and ($1::timestamptz is null or (created_at, id) < ($1, $2))
         order by created_at desc, id desc limit $3`,
        [createdAt, id, limit + 1],
      );
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return caller.page(items, last && [last.createdAt.toISOString(), last.id]);
    });
  }

  /** Throws Problem NOT_FOUND where the tenant has no such run, or has it no more. */
  async one({ tenantId, id }: RunKey): Promise<WhatIfRun> {
    const [found] = await this.runtime.forTenant(tenantId, (views) =>
      views.query<WhatIfRun[]>(
        `select ${runColumns} from what_if_runs r where id = $1 and expires_at > now()`,
        [id],
      ),
    );
    if (!found) throw new Problem('NOT_FOUND', 'there is no such run, or it has expired');
    return found;
  }

  /** At most `limit` changes behind a cursor, by customer, and where the next ones begin. */
  async changes(
    { tenantId, id }: RunKey,
    limit: number,
    after?: CursorState,
  ): Promise<{ readonly items: readonly WhatIfChange[]; readonly next?: CursorState }> {
    const rows = await this.runtime.forTenant(tenantId, (views) =>
      views.query<{ change: WhatIfChange }[]>(
        `select change from what_if_changes
         where run_id = $1 and customer_id > $2 order by customer_id limit $3`,
        [id, after?.[0] ?? '', limit + 1],
      ),
    );
    const items = rows.slice(0, limit).map(({ change }) => change);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return last ? { items, next: [last.customerId] } : { items };
  }

  /** All changes of a run, page by page. */
  async *changePages(key: RunKey, limit: number): AsyncGenerator<readonly WhatIfChange[]> {
    for (let after: CursorState | undefined; ; ) {
      const { items, next } = await this.changes(key, limit, after);
      yield items;
      if (!next) return;
      after = next;
    }
  }

  private async update(
    { tenantId, id }: RunKey,
    assignments: string,
    values: readonly unknown[],
  ): Promise<void> {
    await this.runtime.database.writer.query(
      `update what_if_runs set ${assignments}, touched_at = clock_timestamp()
       where tenant_id = $1 and id = $2`,
      [tenantId, id, ...values],
    );
  }

  private async assertSameRequest({ tenantId, id }: RunKey, requestMac: Uint8Array) {
    const { rowCount } = await this.runtime.database.writer.query(
      'select from what_if_runs where tenant_id = $1 and id = $2 and request_mac = $3',
      [tenantId, id, Buffer.from(requestMac)],
    );
    if (rowCount === 1) return;
    throw new Problem('IDEMPOTENCY_KEY_REUSED', 'this key was used for another request');
  }
}

const abandoned = `r.state = 'RUNNING'
  and r.touched_at < clock_timestamp() - interval '${abandonedSec} seconds'`;

const interrupted = JSON.stringify({
  code: 'INTERRUPTED',
  detail: 'the process ended: send the request again',
});

const runColumns = `id, case when ${abandoned} then 'FAILED' else state end as state, inputs,
  inputs_hash as "inputsHash", result_hash as "resultHash", customers, changed, progress,
  case when ${abandoned} then '${interrupted}'::json else failure end as failure,
  created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt"`;
