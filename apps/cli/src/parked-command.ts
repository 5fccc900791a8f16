import { doOperation, lookAtAll, requireAll, requireSome } from './operations-client.js';
import { PlatformError } from './platform-client.js';
import { UsageError } from './usage.js';
import type { Verb, VerbContext } from './verb.js';

/** A parked key, as far as a line tells of it; `show` prints all that the platform says. */
interface ParkedKey {
  readonly group: string;
  readonly key: string;
  readonly log: string;
  readonly partition: number;
  readonly parkedAt: string;
  readonly events: number;
  readonly first?: { readonly type: string; readonly errorCode: string; readonly error: string };
}

interface GroupParked {
  readonly group: string;
  readonly parked: readonly ParkedKey[];
}

/** `redress parked [list|show|redrive|discard]` */
export const parked: Verb = async (context) => {
  const [what = 'list', ...more] = context.rest;
  if (more.length > 0) throw new UsageError(`parked takes no '${more.join(' ')}'`);
  switch (what) {
    case 'list': {
      const { keys, looked } = await keysOf(context);
      const lines = keys.length === 0 ? ['nothing is parked'] : keys.map(lineOf);
      context.print(keys, lines);
      return requireAll(looked);
    }
    case 'show': {
      const { keys, looked } = await keysOf(context, required(context, 'key'));
      if (keys.length === 0) {
        requireAll(looked);
        throw new PlatformError('NOT_FOUND', 'this key is not parked');
      }
      const shown = keys.map((each) => JSON.stringify(each, undefined, 2));
      context.print(keys, shown);
      return requireAll(looked);
    }
    case 'redrive':
      return act(context, 'redrive', optional({ key: context.options.key }));
    case 'discard': {
      const [key, reason, by] = (['key', 'reason', 'by'] as const).map((each) =>
        required(context, each),
      );
      return act(context, 'discard', optional({ key, reason, by }));
    }
    default:
      throw new UsageError(`parked list, show, redrive or discard, not '${what}'`);
  }
};

async function keysOf({ address, options }: VerbContext, key?: string) {
  const looked = await lookAtAll<GroupParked[]>(address.opsUrl, 'parked');
  const groups = looked.answers.flatMap(({ service, answer }) =>
    answer.map((each) => ({ service, ...each })),
  );
  requireSome(groups, 'groups', address.opsUrl);
  const keys = groups
    .flatMap(({ service, parked: those }) => those.map((each) => ({ service, ...each })))
    .filter(({ group }) => options.group === undefined || group === options.group)
    .filter((each) => key === undefined || each.key === key);
  return { keys, looked };
}

async function act(
  context: VerbContext,
  what: 'redrive' | 'discard',
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const group = required(context, 'group');
  const [service = ''] = group.split('.');
  const path = `parked/${what}`;
  const { opsUrl } = context.address;
  const body = { group, ...parameters };
  const done = await doOperation<{ keys: number }>(opsUrl, service, path, body).catch(
    (error: unknown) => {
      const isNoService = error instanceof PlatformError && error.code === 'ROUTE_UNKNOWN';
      throw isNoService
        ? new PlatformError('GROUP_UNKNOWN', `there is no group '${group}'`)
        : error;
    },
  );
  const told = { redrive: 'are tried again', discard: 'were given up' }[what];
  context.print(done, [`${done.keys} of ${group} ${told}`]);
}

function required({ options }: VerbContext, name: 'group' | 'key' | 'reason' | 'by'): string {
  const value = options[name];
  if (value === undefined) throw new UsageError(`this needs --${name}`);
  return value;
}

function optional(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function lineOf({ group, key, parkedAt, events, first }: ParkedKey): string {
  const why = first ? `, ${first.type}: ${first.errorCode} ${first.error}` : '';
  return `${group} ${key}: ${events} events since ${parkedAt}${why}`;
}
