import { ask, queryOf } from './ask.js';
import { UsageError } from './usage.js';
import type { Verb, VerbContext } from './verb.js';

/** Whose right it is to see the past: the role of the token that we ask for. */
const role = 'supervisor';

interface BoardThen {
  readonly at: string;
  readonly axis: string;
  readonly complaints: number;
  readonly byStage: Readonly<Record<string, number>>;
  readonly hash: string;
}

interface ReplayedEvent {
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly position: string;
}

interface Replay {
  readonly at: string;
  readonly axis: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly events: readonly ReplayedEvent[];
  readonly difference?: {
    readonly fields: readonly { field: string; before: unknown; after: unknown }[];
  };
}

/** `redress replay customer|complaint|board --at T [--id ID] [--from T] [--axis AXIS]` */
export const replay: Verb = async (context) => {
  const [what, ...more] = context.rest;
  const { at, axis, id, from } = context.options;
  if (more.length > 0) throw new UsageError(`replay of one thing, not of '${more.join(' ')}'`);
  if (at === undefined) throw new UsageError('replay needs --at T');
  if (axis !== undefined && axis !== 'recorded' && axis !== 'occurred') {
    throw new UsageError(`--axis is recorded or occurred, not '${axis}'`);
  }
  switch (what) {
    case 'board':
      if (id !== undefined || from !== undefined) {
        throw new UsageError('replay board has neither --id nor --from');
      }
      return replayBoard(context, queryOf({ at, axis }));
    case 'customer':
    case 'complaint':
      if (id === undefined) throw new UsageError(`replay ${what} needs --id ID`);
      return replayOne(context, `replay/${what}s/${encodeURIComponent(id)}`, {
        query: queryOf({ at, axis, from }),
      });
    default:
      throw new UsageError(`replay customer, complaint or board, not '${what ?? ''}'`);
  }
};

async function replayBoard(context: VerbContext, query: string): Promise<void> {
  const board = await ask<BoardThen>(context, role, `replay/board?${query}`);
  const stages = Object.entries(board.byStage).filter(([, count]) => count > 0);
  context.print(board, [
    `${board.complaints} complaints at ${board.at} (${board.axis})`,
    ...stages.map(([stage, count]) => `  ${stage.padEnd(13)} ${count}`),
    `hash ${board.hash}`,
  ]);
}

async function replayOne(
  context: VerbContext,
  path: string,
  { query }: { readonly query: string },
): Promise<void> {
  const found = await ask<Replay>(context, role, `${path}?${query}`);
  const { at, axis, state, events, difference } = found;
  context.print(found, [
    `at ${at} (${axis})`,
    ...Object.entries(state).flatMap(([field, value]) => shownField(field, value)),
    `${events.length} events`,
    ...events.map(
      (event) => `  ${event[`${axis}At` as 'recordedAt']}  ${event.type}  ${event.position}`,
    ),
    ...(difference ? ['differences'] : []),
    ...(difference?.fields ?? []).map(
      ({ field, before, after }) =>
        `  ${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
    ),
  ]);
}

/** What is there of a field, in one line; nothing of what is empty. */
function shownField(field: string, value: unknown): string[] {
  const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return [];
  return [`  ${field}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`];
}
