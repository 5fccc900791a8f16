import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '@redress/edge';
import { journalName } from '@redress/event-log';
import type { Timestamp, Uuid } from '@redress/kernel';
import { linksOf, type StateReader } from '@redress/projections';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import type { PathSubject } from '../../domain/risk/what-if/tier-path.policy.js';
import { customerRiskProjection } from '../customers/customer-risk.projection.js';
import { comparison, ResultHash, type WhatIfChange, type WhatIfInputs } from './what-if-change.js';
import { subjectsOf } from './what-if-subjects.js';

/** Customers that are read at once. */
const batchMax = 200;

/** Longest time in one turn of the event loop, in milliseconds: requests go on beside it. */
const turnMaxMs = 10;

const hearEveryMs = 200;

/** Longest wait until everything recorded by a time is heard of, in milliseconds. */
const hearMaxMs = 60_000;

/** What a walk found. */
export interface WalkResult {
  readonly customers: number;
  readonly changed: number;
  readonly resultHash: string;
}

/** How far a walk is. */
export interface WalkProgress {
  readonly done: number;
  readonly total: number;
}

/** Told of what a walk finds; it goes on when that is taken. */
export interface WalkListener {
  readonly onChanges: (changes: readonly WhatIfChange[]) => Promise<void>;
  readonly onProgress: (progress: WalkProgress) => Promise<void>;
}

/**
 * Walks the history of all customers of a tenant by two rules. It reads, and has nothing at hand to
 * do anything else with.
 */
@Injectable()
export class WhatIfWalkQuery {
  private readonly states: StateReader<IdentityFacts>;

  constructor(
    @Inject(SERVICE_RUNTIME)
    private readonly runtime: Pick<ServiceRuntime, 'states' | 'journal' | 'heardUpTo' | 'database'>,
  ) {
    this.states = runtime.states(customerRiskProjection);
  }

  /**
   * Waits until everything that was recorded by `at` is in the read model; answers how far the
   * journal had come. Facts carry their times, so whatever is added later does not show.
   *
   * @throws Problem BUSY when that takes too long
   */
  async heard(at: Timestamp): Promise<Readonly<Record<string, number>>> {
    const until = performance.now() + hearMaxMs;
    while (((await this.runtime.heardUpTo('bystander')) ?? at) < at) {
      if (performance.now() > until) throw busy();
      await sleep(hearEveryMs);
    }
    const ends = await this.runtime.journal().tail();
    for (const [place, offset] of ends) {
      const partition = Number(place.split('/')[1]);
      const left = Math.max(0, until - performance.now());
      const position = { log: journalName, partition, offset };
      if (offset >= 0 && !(await this.states.reached(position, left))) throw busy();
    }
    return Object.fromEntries([...ends].filter(([, offset]) => offset >= 0).sort());
  }

  async walk(inputs: WhatIfInputs, listener: WalkListener): Promise<WalkResult> {
    const changeOf = comparison(inputs);
    const hash = new ResultHash();
    let customers = 0;
    let changed = 0;
    let turnSince = performance.now();
    for await (const { subjects, progress } of this.batches(inputs)) {
      const changes: WhatIfChange[] = [];
      for (const subject of subjects) {
        customers += 1;
        const change = changeOf(subject);
        if (change) changes.push(change);
        if (performance.now() - turnSince < turnMaxMs) continue;
        await nextTurn();
        turnSince = performance.now();
      }
      for (const change of changes) hash.add(change);
      changed += changes.length;
      if (changes.length > 0) await listener.onChanges(changes);
      await listener.onProgress(progress);
    }
    return { customers, changed, resultHash: hash.of(customers) };
  }

  /** The customers who have risk facts, each once, whoever they were linked with. */
  private async *batches({ tenantId, at }: WhatIfInputs) {
    const met = new Set<Uuid>();
    for await (const { keys, progress } of this.candidates(tenantId)) {
      const subjects: PathSubject[] = [];
      for (const members of await this.states.components(tenantId, keys)) {
        subjects.push(...subjectsOf(members, at).filter((each) => isNew(met, each)));
      }
      yield { subjects, progress };
    }
  }

  /** Ids of registered customers of whom anything may weigh: their own facts, or those of a link. */
  private async *candidates(tenantId: string) {
    const generation = await this.states.generation();
    const { table } = generation;
    const links = linksOf(generation);
    const wanted = `from ${table} c where c.tenant_id = $1 and c.shown and (
        c.incidents_reported + c.incidents_confirmed + c.incidents_rejected + c.returns > 0
        or c.scored_on is not null
        or json_array_length(c.state -> 'creditFacts') > 0
        or exists (select from ${links} l where l.tenant_id = c.tenant_id and l.key = c.key)
        or exists (select from ${links} l where l.tenant_id = c.tenant_id and l.other = c.key))`;
    const { writer } = this.runtime.database;
    const counted = await writer.query<{ total: number }>(
      `select count(*)::integer as total ${wanted}`,
      [tenantId],
    );
    const total = counted.rows[0]?.total ?? 0;
    let after = '';
    for (let done = 0; ; ) {
      const { rows } = await writer.query<{ key: string }>(
        `select c.key ${wanted} and c.key > $2 order by c.key limit ${batchMax}`,
        [tenantId, after],
      );
      const keys = rows.map(({ key }) => key);
      if (keys.length === 0) return;
      after = keys.at(-1) ?? after;
      done += keys.length;
      yield { keys, progress: { done: Math.min(done, total), total } };
    }
  }
}

/** Only who is linked with others can be met again. */
function isNew(met: Set<Uuid>, { members, customerId }: PathSubject): boolean {
  if (met.has(customerId)) return false;
  if (members.size > 1) met.add(customerId);
  return true;
}

function busy(): Problem {
  const detail = 'analytics has not heard of everything that was recorded by then';
  return new Problem('BUSY', detail, { retryable: true, retryAfterSec: 5 });
}
