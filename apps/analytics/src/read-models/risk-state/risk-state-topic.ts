import type { DueState, StateSource } from '@redress/bus';
import {
  fromRiskStateMessage,
  type RiskState,
  riskStateTopic,
  StrangeRecordError,
  toRiskStateMessage,
} from '@redress/contracts';
import { journalName, type LogRecord, type Tx } from '@redress/event-log';
import { millisOf, timestampOf } from '@redress/kernel';
import type { StateReader } from '@redress/projections';
import type { ErasedSubject, ServiceRuntime } from '@redress/runtime';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import { riskReads } from '../../domain/risk/facts/risk-event.js';
import { FactsNotReachedError } from '../customers/customer-facts.query.js';
import { customerRiskProjection } from '../customers/customer-risk.projection.js';
import { erasurePages } from './erasure-pages.js';
import {
  type CustomerKey,
  keyOf,
  type MarkedCustomer,
  RiskStateMarks,
} from './risk-state-marks.js';
import { RiskStatesQuery } from './risk-states.query.js';

type Runtime = Pick<ServiceRuntime, 'states' | 'database' | 'forTenant' | 'erasedSince'>;

/** Longest wait for the read model to come as far as the batch. */
const reachTimeoutMs = 5_000;

/** Erasures are asked for so often, and from so long before the last one, in milliseconds. */
const [erasuresEveryMs, erasuresOverlapMs] = [2_000, 60_000];

const foldVersion = customerRiskProjection.version;

const read: ReadonlySet<string> = new Set(
  riskReads.map(({ definition: { log, category, type } }) => `${log}/${category}.${type}`),
);

/**
 * The present risk state of each customer on its compacted topic: what `GET /api/v1/risk` shows of
 * them, who is merged included. After each fact that risk reads, the states of all who are or ever were
 * linked with whom it is about are published anew; an erasure ends the key.
 */
export class RiskStateTopic implements StateSource {
  readonly group = 'analytics.risk-state';
  readonly log = journalName;
  readonly topic = riskStateTopic;
  private readonly states: StateReader<IdentityFacts>;
  private readonly marks: RiskStateMarks;
  private readonly query: RiskStatesQuery;
  private readonly erasures = { askedAt: Number.NEGATIVE_INFINITY, since: 0 };

  constructor(private readonly runtime: Runtime) {
    this.states = runtime.states(customerRiskProjection);
    this.marks = new RiskStateMarks(runtime.database.writer);
    this.query = new RiskStatesQuery(runtime, this.states);
  }

  async affected(records: readonly LogRecord[]): Promise<readonly string[]> {
    const facts = records.filter(isRead);
    const last = facts.at(-1);
    if (!last) return [];
    if (!(await this.states.reached(last.position, reachTimeoutMs))) {
      throw new FactsNotReachedError('customer_risk is behind the journal');
    }
    const keys = new Set<string>();
    for (const [tenantId, ids] of byTenant(facts.map(identityOf))) {
      for (const members of await this.states.components(tenantId, ids)) {
        for (const [customerId, { kind }] of members) {
          if (kind === 'CUSTOMER') keys.add(keyOf({ tenantId, customerId }));
        }
      }
    }
    return [...keys];
  }

  async mark(keys: readonly string[], records: readonly LogRecord[], tx: Tx): Promise<void> {
    await this.marks.mark(keys, tx);
    await this.query.note(records, tx);
  }

  async partitionsDue(): Promise<readonly number[]> {
    if (performance.now() - this.erasures.askedAt > erasuresEveryMs) await this.endErased();
    return this.marks.partitionsDue();
  }

  async due(partition: number, limit: number): Promise<readonly DueState[]> {
    const marked = await this.marks.due(partition, limit);
    if (marked.length === 0) return [];
    // Before the states are read: what they have seen is this or more.
    const seen = await this.query.seen();
    const found = new Map<string, RiskState>();
    for (const [tenantId, ids] of byTenant(marked.filter(({ erased }) => !erased))) {
      for (const state of await this.query.statesOf(tenantId, ids, seen)) {
        found.set(keyOf({ tenantId, customerId: state.customerId }), state);
      }
    }
    return marked.map((each) => dueOf(each, found.get(keyOf(each))));
  }

  published(states: readonly DueState[]): Promise<void> {
    return this.marks.published(states, foldVersion);
  }

  read(record: Parameters<StateSource['read']>[0]) {
    try {
      const read = fromRiskStateMessage({ partition: 0, ...record });
      return { key: keyOf(read), version: read.stateVersion };
    } catch (error) {
      // Somebody else's; whoever reads the topic drops it as well.
      if (error instanceof StrangeRecordError) return undefined;
      throw error;
    }
  }

  compare(partition: number, found: ReadonlyMap<string, number>, isWhole: boolean): Promise<void> {
    return this.marks.compare(partition, found, { isWhole, foldVersion });
  }

  private async endErased(): Promise<void> {
    const askedAt = performance.now();
    const since = timestampOf(Math.max(0, this.erasures.since - erasuresOverlapMs));
    for await (const page of erasurePages(this.runtime, since)) {
      await this.marks.end(page.flatMap(customerOf));
      const last = page.at(-1);
      if (last) this.erasures.since = millisOf(last.destroyedAt);
    }
    this.erasures.askedAt = askedAt;
  }
}

/** The key of a customer who was erased; none for whom or what else. */
function customerOf({ tenantId, subject }: ErasedSubject): readonly string[] {
  const [kind, customerId = ''] = subject.split(':');
  return kind === 'customer' ? [keyOf({ tenantId, customerId })] : [];
}

function dueOf(
  { tenantId, customerId, version, erased }: MarkedCustomer,
  state: RiskState | undefined,
): DueState {
  const whose = { tenantId, customerId, stateVersion: version };
  const due = { key: keyOf(whose), version };
  // Whom nobody has registered yet has no state.
  if (!erased && !state) return due;
  return { ...due, message: toRiskStateMessage(erased || !state ? whose : { ...whose, state }) };
}

function isRead({ source, envelope }: LogRecord): boolean {
  return read.has(`${source?.log}/${envelope.stream.category}.${envelope.type}`);
}

/** Whose fact it is: an incident names it, everything else is in the identity's own stream. */
function identityOf({ envelope: { stream }, data }: LogRecord): CustomerKey {
  const { identityId } = data as { readonly identityId?: string };
  const customerId = stream.category === 'incident' ? (identityId ?? stream.id) : stream.id;
  return { tenantId: stream.tenantId, customerId };
}

function byTenant(keys: readonly CustomerKey[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, Set<string>>();
  for (const { tenantId, customerId } of keys) {
    ids.set(tenantId, (ids.get(tenantId) ?? new Set()).add(customerId));
  }
  return new Map([...ids].map(([tenantId, each]) => [tenantId, [...each]]));
}
