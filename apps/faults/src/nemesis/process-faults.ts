import { setTimeout as sleep } from 'node:timers/promises';
import { type Environment, failpointNames } from '@redress/config';
import { type ServiceName, serviceNames } from '@redress/contracts';
import { endAtOnce } from '../cluster/child-processes.js';
import type { Product } from '../cluster/product.js';
import type { NemesisContext, Scenario } from './scenario.js';

const pause = { leastMs: 1_000, mostMs: 3_000 };

/** F01: whichever service it is, whatever it is at. */
export const killServices: Scenario = {
  id: 'F01',
  what: 'SIGKILL of a random service every 1 to 3 s',
  boundMs: 5_000,
  async harm({ cluster: { product }, random, forMs, did }) {
    const until = performance.now() + forMs;
    for (;;) {
      const service = random.pick(serviceNames);
      const pid = await oneOf(product, service);
      if (pid !== undefined && endAtOnce(pid)) did(`killed ${service}`);
      // The recovery is measured from here on.
      if (performance.now() >= until) return;
      await sleep(random.between(pause.leastMs, pause.mostMs));
    }
  },
};

/** At which of its passes a step kills, so that each process gets somewhere before it dies. */
const passes = {
  ...{ 'command-validated': 60, 'command-appended': 40, 'log-read': 30, 'record-produced': 30 },
  ...{ 'record-consumed': 60, 'effect-committed': 60, 'projection-applied': 40 },
  'timer-claimed': 2,
} as const;

/** `REDRESS_FAILPOINT` for steps that kill. */
export function killingAt(names: readonly (keyof typeof passes)[]): string {
  return names.map((name) => `${name}:${passes[name]}:kill`).join(',');
}

/** F02: one step after the other; all services die there, again and again. */
export const killAtFailpoints: Scenario = {
  id: 'F02',
  what: 'SIGKILL at each named failpoint',
  boundMs: 5_000,
  async harm({ cluster: { product }, forMs, quietly, did }) {
    const startWith = (variables: Environment) =>
      quietly(async () => {
        await product.stop();
        await product.start(variables);
      });
    for (const name of failpointNames) {
      const from = product.printed().length;
      await startWith({ REDRESS_FAILPOINT: killingAt([name]) });
      await sleep(forMs);
      const deaths = reachedAt(product, name, from);
      did(`died ${deaths} times at ${name}`, deaths > 0);
    }
    await startWith({});
  },
};

/** How often a process has said that it is at a step where a failpoint acts. */
export function reachedAt(product: Pick<Product, 'printed'>, name: string, from = 0): number {
  return product.printed().slice(from).split(`failpoint ${name} reached`).length - 1;
}

/** As long as a virtual machine may be frozen while it is moved; a lease is over long before. */
const freezeSecs = 60;

/** F03: what wakes up believes that it still owns what others have taken over. */
export const freezeConsumer: Scenario = {
  id: 'F03',
  what: 'SIGSTOP of triage, then SIGCONT',
  boundMs: 15_000,
  secs: freezeSecs,
  async harm({ cluster: { product }, forMs, did }) {
    const pid = await oneOf(product, 'triage');
    if (pid === undefined) throw new Error('triage does not run');
    const frozenMs = Math.min(forMs, 1_000 * freezeSecs);
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(frozenMs);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    did(`froze triage for ${Math.round(frozenMs / 1_000)} s`);
  },
};

async function oneOf(
  product: NemesisContext['cluster']['product'],
  service: ServiceName,
): Promise<number | undefined> {
  return (await product.processesOf(service))[0];
}
