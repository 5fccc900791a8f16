import { stages } from '@redress/contracts';
import type { DemoCase } from './demo-case.js';
import { demoCases } from './demo-cases.js';
import { type DemoClient, demoClient, type TokenFor } from './demo-client.js';
import { caseId, demoSteps } from './demo-steps.js';
import { demoTenant } from './demo-tenant.js';

/** Cases that are loaded at the same time. */
const lanes = 4;

/**
 * How long a load that was cut off may be continued: the demo promises things for two days from
 * its beginning, and what is in the past by then is refused.
 */
const continuedForMs = 24 * 3_600_000;

/** What the loader needs: a running platform and tokens for it. */
export interface DemoOptions {
  readonly url: string;
  readonly tokenFor: TokenFor;
  readonly onCase: (done: number, all: number) => void;
  /** UTC milliseconds; the real clock by default. */
  readonly now?: () => number;
}

/** What a load did: an older demo is left as people have made it since. */
export type DemoLoad = 'loaded' | { readonly keptFrom: Date };

/**
 * Loads the demo tenant by running commands, as people would. All times hang on the moment in
 * which the tenant was created, so a load that was cut off goes on where it stood, and a second
 * load changes nothing.
 */
export async function loadDemo({
  url,
  tokenFor,
  onCase,
  now = Date.now,
}: DemoOptions): Promise<DemoLoad> {
  const createdAt = await tenantCreatedAt(demoClient(url, tokenFor));
  if (now() - createdAt.getTime() > continuedForMs) return { keptFrom: createdAt };
  const waiting = [...demoCases];
  let done = 0;
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await walk(next, demoClient(url, tokenFor), createdAt);
      done += 1;
      onCase(done, demoCases.length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return 'loaded';
}

/** Creates the tenant unless it is there, and tells when that was. */
async function tenantCreatedAt(client: DemoClient): Promise<Date> {
  const known = await createdAtOf(client);
  if (known) return known;
  await client.send('demo-tenant', {
    role: 'admin',
    path: '/api/v1/tenants',
    body: demoTenant,
  });
  const created = await createdAtOf(client);
  if (!created) throw new Error('the demo tenant was created and is not there');
  return created;
}

async function createdAtOf(client: DemoClient): Promise<Date | undefined> {
  const tenant = await client.read('/api/v1/tenants/current', 'admin');
  const { history = [] } = (tenant ?? {}) as { history?: { recordedAt: string }[] };
  return history[0] ? new Date(history[0].recordedAt) : undefined;
}

/** Takes a case as far as it says, step by step, through all five services. */
async function walk(demoCase: DemoCase, client: DemoClient, createdAt: Date): Promise<void> {
  const id = caseId(demoCase);
  for (const [index, { stage, step }] of demoSteps(demoCase, id, createdAt).entries()) {
    if (stages.indexOf(stage) > stages.indexOf(demoCase.reached)) return;
    await client.send(`demo-${id}-${index}`, step);
  }
}
