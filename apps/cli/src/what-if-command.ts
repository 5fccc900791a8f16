import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, queryOf, requireTenant } from './ask.js';
import { PlatformError } from './platform-client.js';
import { type ShownProgress, rebuildProgress } from './rebuild-progress.js';
import { UsageError } from './usage.js';
import type { Verb, VerbContext } from './verb.js';

const role = 'supervisor';

/** Most changes in one answer. */
const pageMax = 200;

/** How often a running one is looked at, in milliseconds. */
const lookEveryMs = 500;

interface Standing {
  readonly tier: string;
  readonly scorePts: number;
  /** The tier that somebody was asked about and has not confirmed. */
  readonly proposed: string | null;
}

interface Change {
  readonly customerId: string;
  readonly before: Standing;
  readonly after: Standing;
  readonly firstDivergence: {
    readonly at: string;
    readonly cause: string;
    readonly factId: string | null;
  };
  readonly needsConfirmation: boolean;
}

interface Run {
  readonly id: string;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED';
  readonly at: string;
  readonly inputsHash: string | null;
  readonly customers: number | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failure: { readonly code: string; readonly detail: string } | null;
}

interface RunDetail extends Run {
  readonly changes: { readonly items: readonly Change[]; readonly nextCursor: string | null };
}

/** `redress what-if --policy VERSION|--draft N|--parameters FILE [--at T]` */
export const whatIf: Verb = async (context) => {
  if (context.rest.length > 0) throw new UsageError('what-if takes options only');
  const { at } = context.options;
  const body = { ...(await otherRules(context)), ...(at === undefined ? {} : { at }) };
  await requireTenant(context);
  const run = await ended(context, await ask<Run>(context, role, 'what-if', body));
  const changed = await changesOf(context, run);
  const { id: runId, inputsHash, customers } = run;
  context.print({ runId, inputsHash, customers, changed }, [
    `${changed.length} of ${customers} customers of whom there are facts stand elsewhere at ${run.at}`,
    ...changed.map(lineOf),
    `run ${runId}, inputs ${inputsHash}`,
  ]);
};

/** What to put in the place of the rules in force. */
async function otherRules({ options }: VerbContext): Promise<object> {
  const { policy, draft, parameters } = options;
  const given = [policy, draft, parameters].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new UsageError('what-if needs one of --policy, --draft and --parameters');
  }
  if (policy !== undefined) return { policyVersion: numberOf('--policy', policy) };
  if (draft !== undefined) return { draftNo: numberOf('--draft', draft) };
  return { parameters: await parametersIn(parameters ?? '') };
}

function numberOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`${option} is a number, not '${text}'`);
  return Number(text);
}

async function parametersIn(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new PlatformError('NOT_JSON', `${path} is no JSON document`);
  }
}

async function ended(context: VerbContext, begun: Run): Promise<Run> {
  let run = begun;
  let bar: ShownProgress | undefined;
  try {
    while (run.state === 'RUNNING') {
      bar ??= rebuildProgress('what-if');
      const { done: events, total: eventsTotal } = run.progress ?? { done: 0, total: 1 };
      bar.show({ phase: 'WALK', events, eventsTotal });
      await sleep(lookEveryMs);
      run = await ask<Run>(context, role, `what-if/${run.id}?limit=1`);
    }
  } finally {
    bar?.stop();
  }
  if (run.state === 'DONE') return run;
  const { code = 'INTERNAL', detail = 'it came to nothing' } = run.failure ?? {};
  throw new PlatformError(code, detail);
}

async function changesOf(context: VerbContext, { id }: Run): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = queryOf({ limit: String(pageMax), cursor });
    const page = await ask<RunDetail>(context, role, `what-if/${id}?${query}`);
    changes.push(...page.changes.items);
    if (page.changes.nextCursor === null) return changes;
    cursor = page.changes.nextCursor;
  }
}

function lineOf({ customerId, before, after, firstDivergence, needsConfirmation }: Change): string {
  const side = ({ tier, scorePts, proposed }: Standing) =>
    `${tier} (${scorePts / 1000} points${proposed ? `, ${proposed} proposed` : ''})`;
  const word = needsConfirmation ? ', would need a confirmation' : '';
  const { at, cause, factId } = firstDivergence;
  const by = factId ? `${cause} ${factId}` : cause;
  return `  ${customerId} ${side(before)} -> ${side(after)}, since ${at} by ${by}${word}`;
}
