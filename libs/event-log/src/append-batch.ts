import type { StreamRef } from '@redress/kernel';
import type { EncodedCommand } from './append-command.js';
import { fieldSeparator, rowSeparator } from './append-command.js';
import type { AppendResult } from './event-log.port.js';
import { timestampOf } from '@redress/kernel';

/** The largest batch: more would make the first command wait for the last. */
export interface BatchBound {
  readonly commands: number;
  readonly size: number;
}

/** A row of the append function. Offsets are bigint there and text in the driver. */
export interface AppendRow {
  readonly status: 'ok' | 'duplicate' | 'key-reused' | 'conflict' | 'reserved' | 'retry' | 'again';
  readonly stream_version: number | null;
  readonly in_partition: number | null;
  readonly last_off: string | null;
  readonly recorded: Date | null;
  readonly detail: string | null;
}

/**
 * How many of the first commands fit into one batch: at least one, at most the bound.
 *
 * The append function wants each reservation once and one ordering key per new stream, so a batch
 * ends before the command that would repeat or contradict one; that command opens the next.
 */
export function batchLength(queue: readonly EncodedCommand[], bound: BatchBound): number {
  const reserved = new Set<string>();
  const orderingKeys = new Map<string, string>();
  let size = 0;
  let length = 0;
  for (const { stream, command, reservations, size: own } of queue) {
    size += own;
    if (length >= bound.commands || (length > 0 && size > bound.size)) break;
    if ((orderingKeys.get(stream) ?? command.orderingKey) !== command.orderingKey) break;
    if (reservations.some(({ digest }) => reserved.has(digest))) break;
    orderingKeys.set(stream, command.orderingKey);
    for (const { digest } of reservations) reserved.add(digest);
    length += 1;
  }
  return length;
}

/** The four parameters of the append function: commands, events, reservations, deadlines. */
export function batchParameters(
  batch: readonly EncodedCommand[],
): [string, string, string, string] {
  const heads = new Map<string, number>();
  const twins = new Map<string, number>();
  const commands: string[] = [];
  const events: string[] = [];
  const reservations: string[] = [];
  const deadlines: string[] = [];
  for (const [index, command] of batch.entries()) {
    const ord = index + 1;
    const head = first(heads, command.stream, ord);
    const twin = command.key === '' ? '' : first(twins, command.key, ord);
    commands.push(`${head}${fieldSeparator}${twin}${fieldSeparator}${command.row}`);
    for (const event of command.events) events.push(`${ord}${fieldSeparator}${event}`);
    for (const [nth, { digest, kind }] of command.reservations.entries()) {
      reservations.push([ord, nth, digest, kind].join(fieldSeparator));
    }
    for (const deadline of command.deadlines) deadlines.push(`${ord}${fieldSeparator}${deadline}`);
  }
  return [
    commands.join(rowSeparator),
    events.join(rowSeparator),
    reservations.join(rowSeparator),
    deadlines.join(rowSeparator),
  ];
}

/**
 * What a row says to the caller; `again` when the command is to be sent once more.
 *
 * @throws Error when the row lacks what its status promises
 */
export function appendResult(
  log: string,
  { command }: EncodedCommand,
  row: AppendRow,
): AppendResult | 'again' {
  switch (row.status) {
    case 'ok':
      return {
        status: 'ok',
        version: present(row.stream_version),
        position: positionOf(log, row),
        recordedAt: timestampOf(present(row.recorded).getTime()),
      };
    case 'duplicate':
      return {
        status: 'duplicate',
        version: present(row.stream_version),
        position: positionOf(log, row),
      };
    case 'conflict':
      return { status: 'conflict', actualVersion: present(row.stream_version) };
    case 'reserved':
      return { status: 'reserved', ...holderOf(command, present(row.detail)) };
    case 'key-reused':
    case 'retry':
      return { status: row.status };
    case 'again':
      return 'again';
  }
}

function first(seen: Map<string, number>, name: string, ord: number): number {
  const earlier = seen.get(name);
  if (earlier !== undefined) return earlier;
  seen.set(name, ord);
  return ord;
}

function positionOf(log: string, row: AppendRow) {
  return { log, partition: present(row.in_partition), offset: Number(present(row.last_off)) };
}

function holderOf(command: EncodedCommand['command'], detail: string) {
  const [nth, category = '', id = ''] = detail.split(fieldSeparator);
  const by: StreamRef = { tenantId: command.stream.tenantId, category, id };
  return { reservation: present(command.reserve?.[Number(nth)] ?? null), by };
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('the append function left out a part of its answer');
  return value;
}
