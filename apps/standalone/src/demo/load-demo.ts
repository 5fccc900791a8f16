import { stages } from '@redress/contracts';
import { type DemoCase, demoCases } from './demo-cases.js';
import { type DemoClient, demoClient, type TokenFor } from './demo-client.js';
import { caseId, demoSteps } from './demo-steps.js';
import { demoTenant } from './demo-tenant.js';

/** Cases that are loaded at the same time. */
const lanes = 4;

/** What the loader needs: a running platform and tokens for it. */
export interface DemoOptions {
  readonly url: string;
  readonly tokenFor: TokenFor;
  readonly onCase: (done: number, all: number) => void;
}

/**
 * Loads the demo tenant by running commands, as people would. All times hang on the moment in
 * which the tenant was created, so a load that was cut off goes on where it stood, and a second
 * load changes nothing.
 */
export async function loadDemo({ url, tokenFor, onCase }: DemoOptions): Promise<void> {
  const createdAt = await tenantCreatedAt(demoClient(url, tokenFor));
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
}

async function tenantCreatedAt(client: DemoClient): Promise<Date> {
  await client.send('demo-tenant', {
    role: 'admin',
    path: '/api/v1/tenants',
    body: demoTenant,
  });
  const tenant = await client.read('/api/v1/tenants/current', 'admin');
  const { history } = tenant as { history: { recordedAt: string }[] };
  return new Date(history[0]?.recordedAt ?? 0);
}

/** Takes a case as far as it says, step by step, through all five services. */
async function walk(demoCase: DemoCase, client: DemoClient, createdAt: Date): Promise<void> {
  const id = caseId(demoCase);
  for (const [index, { stage, step }] of demoSteps(demoCase, id, createdAt).entries()) {
    if (stages.indexOf(stage) > stages.indexOf(demoCase.reached)) return;
    await client.send(`demo-${id}-${index}`, step);
  }
}

