import { type LogRecord, type MemoryTx, memoryTx, type Tx } from '@redress/event-log';
import { partitionKey } from './ownership-store.port.js';
import type {
  DiscardRequest,
  ParkedCount,
  ParkedEvent,
  ParkedKey,
  ParkedRef,
  ParkingLot,
  ParkingPlace,
  RedriveRequest,
} from './parking-lot.port.js';
import { RedriveRequests } from './redrive-requests.js';

interface KeyRow extends ParkedRef {
  readonly parkedAt: Date;
  isRequested: boolean;
}

interface EventRow extends ParkedRef {
  readonly record: LogRecord;
  errorCode: string;
  error: string;
  attempts: number;
  state: 'PARKED' | 'REDRIVEN' | 'DISCARDED';
  decision?: { readonly by: string; readonly reason: string };
}

/** What an open transaction has done and nobody else can see yet. */
interface Stage {
  readonly parked: ParkedRef[];
  readonly settled: Set<EventRow>;
}

const minuteMs = 60_000;

/** Parked events of the in-memory model. */
export class MemoryParkingLot implements ParkingLot {
  private readonly keyRows = new Map<string, KeyRow>();
  private readonly eventRows = new Map<string, EventRow>();
  private readonly stages = new WeakMap<MemoryTx, Stage>();
  private readonly requests = new RedriveRequests(async () =>
    [...this.keyRows.values()].filter((row) => row.isRequested),
  );

  async keys(place: ParkingPlace): Promise<Set<string>> {
    return new Set([...this.keyRows.values()].filter(isAt(place)).map(({ key }) => key));
  }

  async park(place: ParkingPlace, events: readonly ParkedEvent[], tx: Tx): Promise<void> {
    const { group, log, partition } = place;
    memoryTx(tx).onCommit(() => {
      for (const { record, errorCode, error, attempts } of events) {
        const key = record.orderingKey;
        const ref = { group, log, partition, key };
        if (!this.keyRows.has(idOf(ref))) {
          this.keyRows.set(idOf(ref), { ...ref, parkedAt: new Date(), isRequested: false });
        }
        const id = `${group} ${partitionKey(place)}/${record.position.offset}`;
        const tries = (this.eventRows.get(id)?.attempts ?? 0) + attempts;
        const row = { ...ref, record, errorCode, error, attempts: tries, state: 'PARKED' as const };
        this.eventRows.set(id, row);
      }
    });
    this.stage(tx).parked.push(
      ...events.map(({ record }) => ({ ...place, key: record.orderingKey })),
    );
  }

  async count(group: string, tx: Tx): Promise<ParkedCount> {
    const rows = [...this.keyRows.values()].filter((row) => row.group === group);
    const known = new Set(rows.map(idOf));
    const added = new Set(
      this.stage(tx)
        .parked.map(idOf)
        .filter((id) => !known.has(id)),
    ).size;
    const recent = rows.filter((row) => row.parkedAt.getTime() > Date.now() - minuteMs).length;
    return { keys: rows.length + added, lastMinute: recent + added };
  }

  async list(group: string, limit = 1_000): Promise<ParkedKey[]> {
    const rows = [...this.keyRows.values()].filter((row) => row.group === group).slice(0, limit);
    return rows.map((row) => {
      const line = this.line(row);
      const [head] = line;
      const { log, partition, key, parkedAt, isRequested } = row;
      const known = { group, log, partition, key, parkedAt, isRequested, events: line.length };
      if (!head) return known;
      const { record, errorCode, error, attempts } = head;
      const { offset } = record.position;
      return {
        ...known,
        first: { offset, type: record.envelope.type, errorCode, error, attempts },
      };
    });
  }

  async request({ group, key }: RedriveRequest): Promise<number> {
    const rows = [...this.keyRows.values()].filter(
      (row) => row.group === group && (key === undefined || row.key === key),
    );
    for (const row of rows) row.isRequested = true;
    this.requests.ring();
    return rows.length;
  }

  async discard(request: DiscardRequest): Promise<number> {
    const { group, key, reason, by, events = 'first' } = request;
    const rows = [...this.keyRows.values()].filter((r) => r.group === group && r.key === key);
    const given = rows.flatMap((row) => this.line(row).slice(0, events === 'all' ? undefined : 1));
    for (const event of given) {
      event.state = 'DISCARDED';
      event.decision = { by, reason };
    }
    await this.request({ group, key });
    return given.length;
  }

  async requested(place: ParkingPlace): Promise<string[]> {
    const rows = [...this.keyRows.values()].filter(isAt(place));
    return rows.filter((row) => row.isRequested).map(({ key }) => key);
  }

  async waiting(ref: ParkedRef, limit: number): Promise<LogRecord[]> {
    return this.line(ref)
      .slice(0, limit)
      .map(({ record }) => record);
  }

  async settle(ref: ParkedRef, offsets: readonly number[], tx: Tx): Promise<number> {
    const rows = this.line(ref).filter(({ record }) => offsets.includes(record.position.offset));
    for (const row of rows) this.stage(tx).settled.add(row);
    memoryTx(tx).onCommit(() => {
      for (const row of rows) row.state = 'REDRIVEN';
    });
    return rows.length;
  }

  async close(ref: ParkedRef, tx: Tx): Promise<boolean> {
    const { settled } = this.stage(tx);
    const isLifted = this.line(ref).every((row) => settled.has(row));
    memoryTx(tx).onCommit(() => {
      const row = this.keyRows.get(idOf(ref));
      if (isLifted) this.keyRows.delete(idOf(ref));
      else if (row) row.isRequested = false;
    });
    return isLifted;
  }

  onRequest(listener: (place: ParkingPlace) => void): () => void {
    return this.requests.listen(listener);
  }

  /** The waiting events of a key, in order. */
  private line(ref: ParkedRef): EventRow[] {
    return [...this.eventRows.values()]
      .filter((row) => row.state === 'PARKED' && isAt(ref)(row) && row.key === ref.key)
      .sort((a, b) => a.record.position.offset - b.record.position.offset);
  }

  private stage(tx: Tx): Stage {
    const own = memoryTx(tx);
    const stage = this.stages.get(own) ?? { parked: [], settled: new Set() };
    this.stages.set(own, stage);
    return stage;
  }
}

function isAt(place: ParkingPlace): (row: ParkingPlace) => boolean {
  return ({ group, log, partition }) =>
    group === place.group && log === place.log && partition === place.partition;
}

function idOf(ref: ParkedRef): string {
  return `${ref.group} ${partitionKey(ref)} ${ref.key}`;
}
