import { ask, queryOf, requireTenant } from './ask.js';
import { brief, counted, outline } from './outline.js';
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
  readonly from?: string;
  readonly difference?: {
    readonly fields: readonly { field: string; before: unknown; after: unknown }[];
    readonly events: readonly ReplayedEvent[];
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
  await requireTenant(context);
  const board = await ask<BoardThen>(context, role, `replay/board?${query}`);
  const stages = Object.entries(board.byStage).filter(([, count]) => count > 0);
  context.print(board, [
    `${counted(board.complaints, 'complaint')} at ${board.at} (${board.axis})`,
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
  const { at, axis, from, state, events, difference } = found;
  context.print(found, [
    `at ${at} (${axis})`,
    ...outline(state),
    ...(difference
      ? [`changed since ${from}`, ...changesOf(difference, axis)]
      : eventLines(events, axis)),
  ]);
}

/** What became of each field, and by which events. */
function changesOf({ fields, events }: NonNullable<Replay['difference']>, axis: string): string[] {
  return [
    ...fields.map(({ field, before, after }) => `  ${field}: ${brief(before)} -> ${brief(after)}`),
    ...eventLines(events, axis, 'by '),
  ];
}

/** The events behind a state, by the time of the axis. */
function eventLines(events: readonly ReplayedEvent[], axis: string, by = ''): string[] {
  return [
    `${by}${counted(events.length, 'event')}`,
    ...events.map(({ type, position, occurredAt, recordedAt }) => {
      const time = axis === 'occurred' ? occurredAt : recordedAt;
      return `  ${time}  ${type}  ${position}`;
    }),
  ];
}
