import { setTimeout as sleep } from 'node:timers/promises';
import {
  doOperation,
  lookAtAll,
  readOperation,
  requireAll,
  requireSome,
} from './operations-client.js';
import { PlatformError } from './platform-client.js';
import { type RebuildProgress, rebuildProgress } from './rebuild-progress.js';
import { UsageError } from './usage.js';
import type { Verb, VerbContext } from './verb.js';

/** What `--json` prints of a rebuild or a verification. */
export interface RebuildReport {
  readonly projection: string;
  readonly version: number;
  readonly events: number;
  /** Events that operators had discarded. */
  readonly leftOut: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly peakMemoryBytes: number;
  readonly rows: number;
  readonly hash: string;
  /** Null where there was nothing to compare with. */
  readonly equalToLive: boolean | null;
}

/** A key that was rebuilt differently, and in which columns. */
interface Difference {
  readonly tenantId: string;
  readonly key: string;
  readonly columns: readonly string[];
}

interface Certificate extends RebuildReport {
  readonly differences: readonly Difference[];
}

/** A rebuild as the platform tells of it. */
interface RebuildJob {
  readonly id: string;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED';
  readonly progress?: RebuildProgress;
  readonly certificate?: Certificate;
  readonly error?: { readonly code: string; readonly detail: string };
}

interface FoundProjection {
  readonly service: string;
  readonly name: string;
}

/** How often a running job is looked at, in milliseconds. */
const lookEveryMs = 250;

/** `redress rebuild NAME|all [--rollback]` */
export const rebuild: Verb = async (context) => {
  if (context.options.rollback) return rollBack(context);
  await runAll(context, 'rebuild');
};

/** `redress verify NAME|all`: exit status 1 when a read model is not what the events say. */
export const verify: Verb = async (context) => {
  const certificates = await runAll(context, 'verify');
  if (certificates.some(({ equalToLive }) => equalToLive === false)) process.exitCode = 1;
};

async function runAll(
  context: VerbContext,
  kind: 'rebuild' | 'verify',
): Promise<readonly Certificate[]> {
  const found = await namedProjections(context, kind);
  const certificates: Certificate[] = [];
  // One after the other: each takes what memory and processors it can get.
  for (const each of found) certificates.push(await run(context, kind, each));
  const reports = certificates.map(reportOf);
  context.print(isAll(context) ? reports : reports[0], certificates.flatMap(linesOf));
  return certificates;
}

/** Begins a job and looks at it until it has ended. */
async function run(
  { address: { opsUrl } }: VerbContext,
  kind: 'rebuild' | 'verify',
  { service, name }: FoundProjection,
): Promise<Certificate> {
  const progress = rebuildProgress(`${kind} ${name}`);
  try {
    let job = await doOperation<RebuildJob>(opsUrl, service, `projections/${kind}`, { name });
    while (job.state === 'RUNNING') {
      if (job.progress) progress.show(job.progress);
      await sleep(lookEveryMs);
      job = await readOperation<RebuildJob>(opsUrl, service, `rebuilds?id=${job.id}`);
    }
    const { certificate, error } = job;
    if (certificate) return certificate;
    throw new PlatformError(error?.code ?? 'INTERNAL', error?.detail ?? 'it ended with nothing');
  } finally {
    progress.stop();
  }
}

async function rollBack(context: VerbContext): Promise<void> {
  const { opsUrl } = context.address;
  const shown: { projection: string; table: string }[] = [];
  const without: PlatformError[] = [];
  for (const { service, name } of await namedProjections(context, 'rebuild')) {
    const path = 'projections/roll-back';
    try {
      const { table } = await doOperation<{ table: string }>(opsUrl, service, path, { name });
      shown.push({ projection: name, table });
    } catch (error) {
      without.push(withoutOlder(error));
    }
  }
  const [first] = without;
  if (shown.length === 0 && first) throw first;
  const lines = shown.map(({ projection, table }) => `${projection} shows ${table} again`);
  context.print(isAll(context) ? shown : shown[0], [
    ...lines,
    ...without.map(({ message }) => message),
  ]);
}

/** Of all read models some have never been rebuilt; that is no reason to leave the others. */
function withoutOlder(error: unknown): PlatformError {
  if (error instanceof PlatformError && error.code === 'NOTHING_TO_ROLL_BACK') return error;
  throw error;
}

/** The read models that are meant; `customer-risk` is another spelling of `customer_risk`. */
async function namedProjections(
  { rest, address }: VerbContext,
  kind: string,
): Promise<readonly FoundProjection[]> {
  const [asked, ...more] = rest;
  if (asked === undefined || more.length > 0)
    throw new UsageError(`${kind} needs one NAME, or all`);
  const looked = await lookAtAll<FoundProjection[]>(address.opsUrl, 'projections');
  requireAll(looked);
  const all = looked.answers.flatMap(({ answer }) => answer);
  requireSome(all, 'read models', address.opsUrl);
  if (asked === 'all') return all;
  const name = asked.replaceAll('-', '_');
  const found = all.filter((each) => each.name === name);
  if (found.length > 0) return found;
  const known = all.map((each) => each.name).join(', ');
  throw new PlatformError('PROJECTION_UNKNOWN', `there is no '${asked}', but ${known}`);
}

function isAll({ rest }: VerbContext): boolean {
  return rest[0] === 'all';
}

function reportOf(certificate: Certificate): RebuildReport {
  const { projection, version, events, leftOut, seconds, eventsPerSecond } = certificate;
  const { peakMemoryBytes, rows, hash, equalToLive } = certificate;
  return {
    ...{ projection, version, events, leftOut, seconds, eventsPerSecond },
    ...{ peakMemoryBytes, rows, hash, equalToLive },
  };
}

function linesOf(certificate: Certificate): string[] {
  const { projection, version, events, seconds, rows, hash, differences } = certificate;
  return [
    `${projection} version ${version}: ${events} events, ${rows} rows in ${seconds} s ` +
      `(${certificate.eventsPerSecond} events/s, ${mebibytes(certificate.peakMemoryBytes)}), ` +
      `hash ${hash}, ${verdictOf(certificate)}${leftOutOf(certificate)}`,
    ...differences.map(
      ({ tenantId, key, columns }) => `  ${tenantId} ${key} differs in ${columns.join(', ')}`,
    ),
  ];
}

function verdictOf({ equalToLive }: Certificate): string {
  if (equalToLive === null) return 'nothing to compare with';
  return equalToLive ? 'equal to the live one' : 'NOT equal to the live one';
}

function leftOutOf({ leftOut }: Certificate): string {
  if (leftOut === 0) return '';
  return `, without ${leftOut} discarded ${leftOut === 1 ? 'event' : 'events'}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
