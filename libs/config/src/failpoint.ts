import type { ConfigProblem } from './config-error.js';
import type { Environment } from './environment.js';

/** The steps at which a test may have a process die; each is one line in the lib that takes it. */
export const failpointNames = [
  /** A command is decided and not yet appended. */
  'command-validated',
  /** It is appended, and nobody has been answered. */
  'command-appended',
  /** A relay has read its log and produced nothing. */
  'log-read',
  /** It has produced, and its checkpoint does not say so. */
  'record-produced',
  /** A consumer has records and has done nothing. */
  'record-consumed',
  /** Effects and checkpoint are committed, and the consumer has not gone on. */
  'effect-committed',
  /** Rows of a projection are written, its checkpoint is not, and nothing is committed. */
  'projection-applied',
  /** A due timer is taken up and has not fired. */
  'timer-claimed',
] as const;

export type FailpointName = (typeof failpointNames)[number];

/** What is done at the nth time: `kill` ends the process at once, `tell` says so on standard error. */
export type FailpointAction = 'kill' | 'tell';

/** One failpoint that is set. */
export interface Failpoint {
  readonly name: FailpointName;
  /** Counted from 1, in each process anew. */
  readonly nth: number;
  readonly action: FailpointAction;
}

export const failpointVariable = 'REDRESS_FAILPOINT';

const pattern = /^([a-z-]+):([1-9]\d{0,8}):(kill|tell)$/;

/**
 * Reads `name:nth:action`, several with commas between. Answers what is wrong instead where the text
 * means nothing, or where this is production.
 */
export function readFailpoints(env: Environment): readonly Failpoint[] | ConfigProblem {
  const text = env[failpointVariable] ?? '';
  if (text === '') return [];
  const problem = (what: string) => ({ variable: failpointVariable, problem: what });
  if (env['NODE_ENV'] === 'production') return problem('is for tests, and this is production');
  const found = text.split(',').map(failpointOf);
  const points = found.flatMap((point) => point ?? []);
  if (points.length === found.length) return points;
  return problem(
    `must be name:nth:kill or name:nth:tell, the name of ${failpointNames.join(', ')}`,
  );
}

function failpointOf(text: string): Failpoint | undefined {
  const [, word, nth, action] = pattern.exec(text) ?? [];
  const name = failpointNames.find((each) => each === word);
  if (name === undefined || (action !== 'kill' && action !== 'tell')) return undefined;
  return { name, nth: Number(nth), action };
}

/** Makes the function that the steps call: it counts the steps that are watched, and no others. */
export function failpointsAt(
  points: readonly Failpoint[],
  act: (point: Failpoint) => void,
): (name: FailpointName) => void {
  const watched = new Map(points.map((point) => [point.name, { point, times: 0 }]));
  if (watched.size === 0) return () => undefined;
  return (name) => {
    const step = watched.get(name);
    if (step === undefined) return;
    step.times += 1;
    if (step.times === step.point.nth) act(step.point);
  };
}

/**
 * Marks a step at which a test may have the process die. Does nothing unless `REDRESS_FAILPOINT` is
 * set, which `readConfig` refuses in production.
 */
export const failpoint: (name: FailpointName) => void = failpointsAt(pointsOfProcess(), carryOut);

function pointsOfProcess(): readonly Failpoint[] {
  const read = readFailpoints(process.env);
  return 'variable' in read ? [] : read;
}

/** SIGKILL to ourselves is not survived by a single further instruction. */
function carryOut({ name, nth, action }: Failpoint): void {
  process.stderr.write(`failpoint ${name} reached (${nth})\n`);
  if (action === 'kill') process.kill(process.pid, 'SIGKILL');
}
